import { GraftError } from '@graftjs/base'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { backbones } from './backbones'
import { fewShot } from './few-shot'
import { finetuned } from './finetuned'
import { mnist } from './mnist'
import { lineOf, mean, type Score } from './score'

/** The next case is a file and a line. */
const measures: Readonly<Record<string, (options: MeasureOptions) => AsyncIterable<Score>>> = {
  'cifar-10': finetuned,
  'few-shot': fewShot,
  mnist,
  backbones,
}

/** Peers that ours must not be below. */
const bars: ReadonlySet<string> = new Set(['required', 'scikit-learn'])

export const qualityVision: Benchmark = {
  about: 'how well pictures are told apart: CIFAR-10 by the bundled backbone, ten pictures a class, MNIST',
  cases: Object.keys(measures),
  venvs: ['metrics'],
  runs: 3,
  measure,
}

async function* measure(options: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const faults: string[] = []
  for (const name of options.cases) {
    for await (const score of measures[name]!(options)) {
      const ours = mean(score.ours)
      if (bars.has(score.peer) && ours < score.theirs)
        faults.push(`${name} reaches ${ours}, not ${score.theirs}`)
      yield lineOf(score)
    }
  }
  if (faults.length === 0) return
  throw new GraftError('invalid-data', {
    what: `${faults.join('; ')}.`,
    where: 'quality-vision',
    fix: 'Find what has changed in how pictures are prepared, augmented or learnt from.',
  })
}

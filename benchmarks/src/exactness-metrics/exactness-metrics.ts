import { RandomKey } from '@graftjs/base'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { Peer } from '../peer/peer'
import { asAnswers } from './answers'
import { classification } from './classification'
import { clustering } from './clustering'
import { definitions } from './definitions'
import { Dice } from './dice'
import { difference, type ExactCase, type Exactness } from './exact'
import { images } from './images'
import { multilabel } from './multilabel'
import { ranking } from './ranking'
import { recommendation } from './recommendation'
import { regression } from './regression'
import { scores } from './scores'
import { text } from './text'

const measures: Readonly<Record<string, Exactness>> = {
  ...classification,
  ...scores,
  ...multilabel,
  ...regression,
  ...ranking,
  ...text,
  ...images,
  ...clustering,
  ...recommendation,
  ...definitions,
}

/** Cases that go to the peer at a time. */
const batch = 250

/** Beyond this many digits two sums in different order differ. */
const mostDigits = 16

export const exactnessMetrics: Benchmark = {
  about: 'every measure on random cases against its Python reference: how many digits agree, at the least',
  cases: Object.keys(measures),
  venvs: ['metrics'],
  runs: 1000,
  measure,
}

async function* measure({ cases, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const peer = await Peer.start({ venv: 'metrics', script: 'exactness.py', setup: {}, threads: 1 })
  try {
    const names = Object.keys(measures)
    for (const [name, exactness] of Object.entries(measures)) {
      if (!cases.has(name)) continue
      const key = RandomKey.from(20).fold(names.indexOf(name))
      const drawn = Array.from({ length: runs }, (_, run) => exactness.draw(new Dice(key.fold(run))))
      const worst = await worstOf(name, exactness, drawn, peer, tell)
      const ours = Math.min(mostDigits, -Math.log10(worst))
      const theirs = -Math.log10(exactness.tolerance)
      yield {
        case: name,
        peer: exactness.peer,
        ours,
        theirs,
        unit: 'digits',
        ratio: ours / theirs,
        runs,
        spread: 0,
      }
    }
  } finally {
    peer.close()
  }
}

/** The greatest difference over all cases, at most 1; tells of the cases that differ by more than is allowed. */
async function worstOf(
  name: string,
  { tolerance }: Exactness,
  drawn: readonly ExactCase[],
  peer: Peer,
  tell: MeasureOptions['tell'],
): Promise<number> {
  let worst = 0
  let different = 0
  for (let start = 0; start < drawn.length; start += batch) {
    const part = drawn.slice(start, start + batch)
    const { answers } = await peer.answer(
      name,
      part.map(({ input }) => input),
    )
    const theirs = asAnswers(answers, part.length)
    part.forEach(({ input, ours }, at) => {
      const apart = difference(ours, theirs[at]!)
      worst = Math.max(worst, apart)
      if (apart <= tolerance || ++different > 3) return
      tell(`${name}, case ${start + at}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs[at])}`)
      tell(`  ${JSON.stringify(input).slice(0, 2000)}`)
    })
  }
  if (different > 0) tell(`${name}: ${different} of ${drawn.length} cases differ`)
  return Math.min(1, worst)
}

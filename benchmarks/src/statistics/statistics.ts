import { GraftError } from '@graftjs/base'
import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { Peer } from '../peer/peer'
import { conformal } from './conformal'
import { type Experiment, judge, repeat } from './experiment'
import { intervals } from './intervals'
import { nullTests } from './null-tests'

export const experiments: Readonly<Record<string, Experiment>> = { ...intervals, ...nullTests, ...conformal }

export const statistics: Benchmark = {
  about: 'how often intervals hold the truth and tests find what is not there, in repeated experiments',
  cases: Object.keys(experiments),
  venvs: ['metrics'],
  runs: 10_000,
  measure,
}

/** How far a rate may be from SciPy's of the same experiment. */
const tolerance = 0.01

async function* measure({ cases, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const peer = await Peer.start({ venv: 'metrics', script: 'interval_coverage.py', setup: {}, threads: 1 })
  const faults: string[] = []
  const note = (name: string, fault: string) => {
    faults.push(`${name} ${fault}`)
    tell(`${name} ${fault}`)
  }
  try {
    const names = Object.keys(experiments)
    for (const [name, experiment] of Object.entries(experiments)) {
      if (!cases.has(name)) continue
      const judgements = judge(experiment.promised, repeat(experiment, runs, names.indexOf(name)))
      for (const { about, rate, promised, standardError, fault } of judgements) {
        if (fault !== undefined) note(name, fault)
        yield lineOf(name, about, rate, promised, runs, standardError)
      }
      if (experiment.peer === undefined) continue
      const { rate: theirs } = await peer.answer(experiment.peer, runs)
      const { rate, standardError } = judgements[0]!
      if (typeof theirs !== 'number' || Math.abs(rate - theirs) > tolerance) {
        note(name, `has ${rate}, and SciPy ${theirs}`)
      }
      yield lineOf(name, 'scipy', rate, Number(theirs), runs, standardError)
    }
  } finally {
    peer.close()
  }
  if (faults.length === 0) return
  throw new GraftError('invalid-data', {
    what: `${faults.length} promises are not kept: ${faults.join('; ')}.`,
    where: 'statistics',
    fix: 'Repair the interval, test or set, or its documentation.',
  })
}

function lineOf(
  name: string,
  peer: string,
  ours: number,
  theirs: number,
  runs: number,
  standardError: number,
): Omit<Line, 'bench'> {
  return {
    case: name,
    peer,
    ours: 100 * ours,
    theirs: 100 * theirs,
    unit: '%',
    ratio: ours / theirs,
    runs,
    spread: standardError / (ours || 1),
  }
}

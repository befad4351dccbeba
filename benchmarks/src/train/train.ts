import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import type { PeerOptions } from '../peer/peer'
import { pytorchConfigurations } from '../peer/pytorch'
import { classes, learningRate } from '../steps/network-step'
import { raceSteps } from '../steps/race-steps'
import { microsecondsPerNode, secondsToCompile } from './compile-time'
import { ours } from './ours'
import { threads, workloadNames, workloads } from './workload'

export const train: Benchmark = {
  about:
    'training steps of small networks (an MLP, an LSTM, a CNN; Adam, float32) against PyTorch; what compiling and eager nodes take',
  cases: [...workloadNames, 'compile', 'eager'],
  venvs: ['pytorch'],
  runs: 10,
  measure,
}

async function* measure(options: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
  const { cases, runs } = options
  if (cases.has('compile')) {
    const seconds: number[] = []
    for (let run = 0; run < 3; run++) seconds.push(await secondsToCompile())
    yield compare({ case: 'compile', peer: 'required', unit: 's', better: 'less' }, seconds, [1.5])
  }
  if (cases.has('eager')) {
    const microseconds: number[] = []
    for (let run = 0; run < runs; run++) microseconds.push(await microsecondsPerNode())
    yield compare({ case: 'eager', peer: 'none', unit: 'µs a node', better: 'less' }, microseconds, [
      Number.NaN,
    ])
  }
  for (const name of workloadNames.filter((workload) => cases.has(workload)))
    yield* raceSteps(name, () => ours(name), theirs(), options)
}

/** PyTorch's sides, by the name that they have in `peer`. */
const theirs = (): Record<string, PeerOptions> =>
  Object.fromEntries(
    Object.entries(pytorchConfigurations()).map(([peer, { setup, environment }]) => [
      peer,
      {
        ...{ venv: 'pytorch', script: 'train.py', threads, environment },
        setup: { ...setup, classes, learningRate, workloads },
      },
    ]),
  )

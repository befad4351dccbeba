import type { Benchmark, Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { Peer } from '../peer/peer'
import { pytorchConfigurations } from '../peer/pytorch'
import { race, samplesOf } from '../race'
import { microsecondsPerNode, secondsToCompile } from './compile-time'
import { ours, type Side } from './ours'
import { classes, learningRate, threads, type WorkloadName, workloadNames, workloads } from './workload'

const graft = 'graft'

export const train: Benchmark = {
  about:
    'training steps of small networks (an MLP, an LSTM, a CNN; Adam, float32) against PyTorch; what compiling and eager nodes take',
  cases: [...workloadNames, 'compile', 'eager'],
  venvs: ['pytorch'],
  runs: 10,
  measure,
}

async function* measure({ cases, runs, tell }: MeasureOptions): AsyncGenerator<Omit<Line, 'bench'>> {
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
  for (const name of workloadNames.filter((workload) => cases.has(workload))) {
    const sides = new Map<string, Side>()
    try {
      sides.set(graft, await ours(name))
      for (const [peer, side] of await theirs(name)) sides.set(peer, side)
      const contenders = [...sides].map(([side, { step }]) => ({
        name: side,
        turn: async () => ({ milliseconds: (await step()) * 1000 }),
      }))
      const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
      const samples = (side: string) => samplesOf(turns.get(side), 'milliseconds')
      for (const peer of sides.keys()) {
        if (peer === graft) continue
        yield compare({ case: name, peer, unit: 'ms', better: 'less' }, samples(graft), samples(peer))
      }
    } finally {
      for (const side of sides.values()) await side.close()
    }
  }
}

/** PyTorch's sides, by the name that they have in `peer`. */
async function theirs(name: WorkloadName): Promise<ReadonlyMap<string, Side>> {
  const sides = new Map<string, Side>()
  for (const [peerName, { setup, environment }] of Object.entries(pytorchConfigurations())) {
    const peer = await Peer.start({
      venv: 'pytorch',
      script: 'train.py',
      setup: { ...setup, classes, learningRate, workloads },
      threads,
      environment,
    })
    sides.set(peerName, { step: () => peer.run(name), close: async () => peer.close() })
  }
  return sides
}

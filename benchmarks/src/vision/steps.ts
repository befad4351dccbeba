import { availableParallelism } from 'node:os'
import type { Line, MeasureOptions } from '../benchmark'
import { compare } from '../compare'
import { Peer } from '../peer/peer'
import { pytorchConfigurations } from '../peer/pytorch'
import { race, samplesOf } from '../race'
import {
  classes,
  learningRate,
  ours,
  type Side,
  type WorkloadName,
  workloadNames,
  workloads,
} from './networks'

const threads = availableParallelism()
const graft = 'graft'

/** A training step of one network (Adam, float32) beside PyTorch's, as installed, at its best, and with channels last. */
async function* measureStep(
  name: WorkloadName,
  { runs, tell }: MeasureOptions,
): AsyncGenerator<Omit<Line, 'bench'>> {
  const sides = new Map<string, Side>()
  try {
    sides.set(graft, await ours(name, threads))
    for (const [peer, side] of await theirs(name)) sides.set(peer, side)
    const contenders = [...sides].map(([side, { step }]) => ({
      name: side,
      turn: async () => ({ milliseconds: (await step()) * 1000 }),
    }))
    const turns = await race(contenders, { rounds: runs, warmUp: 3, tell })
    const samples = (side: string) => samplesOf(turns.get(side), 'milliseconds')
    for (const side of sides.keys()) {
      tell(
        `${side}: ${samples(side)
          .map((value) => value.toFixed(1))
          .join(' ')} ms`,
      )
    }
    for (const peer of sides.keys()) {
      if (peer === graft) continue
      yield compare({ case: name, peer, unit: 'ms', better: 'less' }, samples(graft), samples(peer))
    }
  } finally {
    for (const side of sides.values()) await side.close()
  }
}

/** PyTorch's sides, by the name that they have in `peer`. */
async function theirs(name: WorkloadName): Promise<ReadonlyMap<string, Side>> {
  const { 'pytorch (installed)': installed, 'pytorch (best)': best } = pytorchConfigurations()
  const configurations = {
    'pytorch (installed)': { ...installed!, channelsLast: false },
    'pytorch (best)': { ...best!, channelsLast: false },
    'pytorch (channels last)': { ...best!, channelsLast: true },
  }
  const sides = new Map<string, Side>()
  for (const [peerName, { setup, environment, channelsLast }] of Object.entries(configurations)) {
    const peer = await Peer.start({
      venv: 'vision',
      script: 'steps.py',
      setup: { ...setup, channelsLast, classes, learningRate, workloads: { [name]: workloads[name] } },
      threads,
      environment,
    })
    sides.set(peerName, { step: () => peer.run(name), close: async () => peer.close() })
  }
  return sides
}

/** A case for each network. */
export const stepCases = Object.fromEntries(
  workloadNames.map((name) => [name, (options: MeasureOptions) => measureStep(name, options)]),
)

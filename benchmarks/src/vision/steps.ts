import { availableParallelism } from 'node:os'
import type { MeasureOptions } from '../benchmark'
import type { PeerOptions } from '../peer/peer'
import { pytorchConfigurations } from '../peer/pytorch'
import { classes, learningRate } from '../steps/network-step'
import { raceSteps } from '../steps/race-steps'
import { ours, type WorkloadName, workloadNames, workloads } from './networks'

const threads = availableParallelism()

/** PyTorch as installed, at its best, and with channels last, by the name that each has in `peer`. */
function theirs(name: WorkloadName): Record<string, PeerOptions> {
  const { 'pytorch (installed)': installed, 'pytorch (best)': best } = pytorchConfigurations()
  const configurations = {
    'pytorch (installed)': { ...installed!, channelsLast: false },
    'pytorch (best)': { ...best!, channelsLast: false },
    'pytorch (channels last)': { ...best!, channelsLast: true },
  }
  return Object.fromEntries(
    Object.entries(configurations).map(([peer, { setup, environment, channelsLast }]) => [
      peer,
      {
        ...{ venv: 'vision', script: 'steps.py', threads, environment },
        setup: { ...setup, channelsLast, classes, learningRate, workloads: { [name]: workloads[name] } },
      },
    ]),
  )
}

/** A training step (Adam, float32) beside PyTorch's: a case for each network. */
export const stepCases = Object.fromEntries(
  workloadNames.map((name) => [
    name,
    (options: MeasureOptions) => raceSteps(name, () => ours(name, threads), theirs(name), options),
  ]),
)

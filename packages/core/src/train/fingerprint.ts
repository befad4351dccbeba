import type { Parameters } from '../nn/module'
import type { PlateauSchedule } from '../optim/plateau'
import { formatShape } from '../tensor/shape'
import type { FitOptions } from './fit-options'

/**
 * The settings that decide a run's result, as a text, so that a checkpoint of other settings is not continued. What
 * is a function is told from another by what it does.
 */
export function fingerprintOf<Batch>(options: FitOptions<Batch>, steps: number): string {
  const { checkpoint, key, schedule, plateau } = options
  return JSON.stringify({
    data: checkpoint?.fingerprint,
    epochs: options.epochs ?? null,
    steps,
    accumulate: options.accumulate ?? 1,
    learningRate: options.learningRate,
    schedule: schedule
      ? Array.from({ length: 65 }, (_, i) => schedule(Math.floor((i * steps) / 65), steps))
      : null,
    plateau: plateau ? sharesOf(plateau) : null,
    key: [key.word0, key.word1],
    optimizer: options.optimizer.name,
    clipNorm: options.clipNorm ?? null,
    validateEvery: options.validateEvery ?? null,
    metric: options.metric ?? null,
    earlyStopping: options.earlyStopping ?? null,
    parameters: described(options.parameters),
    buffers: described(options.buffers ?? {}),
  })
}

const described = (tensors: Parameters): string[] =>
  Object.entries(tensors).map(([name, { dtype, shape }]) => `${name} ${dtype} ${formatShape(shape)}`)

/** What a plateau makes of measures that move less and less. */
function sharesOf(plateau: PlateauSchedule): number[] {
  let state = plateau.start
  return Array.from({ length: 40 }, (_, i) => {
    state = plateau.next(state, 1 + 0.5 ** i)
    return state.share
  })
}

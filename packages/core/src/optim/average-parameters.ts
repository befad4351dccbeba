import type { Parameters } from '../nn/module'
import { add, multiply, subtract } from '../ops/arithmetic'
import { describeTransform, type GradientTransform } from './gradient-transform'
import { assertOption } from './options'

export interface AverageOptions {
  /** The share of the average that a step keeps. Default 0.999. */
  readonly decay?: number
  /** Lets the average follow more closely at first: step t keeps at most (1 + t) / (10 + t). Default false. */
  readonly warmup?: boolean
  /** The slot that holds it, where there are several. Default `average`. */
  readonly slot?: string
}

/**
 * An exponential moving average of the parameters themselves (Polyak averaging), which often generalises better
 * than the parameters of the last step. The last link of a chain; training goes on with the parameters as they are,
 * and `averagedParameters` reads the average. As `torch.optim.swa_utils.AveragedModel` with `get_ema_multi_avg_fn`:
 * it starts from the parameters after the first step.
 *
 * Errors: `invalid-option`.
 */
export function averageParameters({
  decay = 0.999,
  warmup = false,
  slot = 'average',
}: AverageOptions = {}): GradientTransform<string, 'old' | 'fresh'> {
  assertOption('averageParameters', { decay }, 'a share')
  return {
    name: describeTransform('averageParameters', { decay, warmup, slot }),
    slots: (shape) => ({ [slot]: { shape } }),
    scalars({ step }) {
      const ceiling = warmup ? (1 + step) / (10 + step) : 1
      const old = step === 1 ? 0 : Math.min(decay, ceiling)
      return { old, fresh: 1 - old }
    },
    update({ parameter, change, state, scalars: { old, fresh } }) {
      const next = subtract(parameter, change)
      return { change, state: { [slot]: add(multiply(state[slot]!, old), multiply(next, fresh)) } }
    },
  }
}

/**
 * The averaged parameters in the optimizer's state of a training run, for evaluation and saving. Parameters that
 * have no average are given as they are: frozen ones, and all before the first step.
 */
export function averagedParameters(
  { step, parameters, optimizer }: AveragedState,
  slot = 'average',
): Parameters {
  if (step === 0) return parameters
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, optimizer[`${slot}.${name}`] ?? parameter]),
  )
}

/** The parts of a `TrainingState` that matter here. */
export interface AveragedState {
  readonly step: number
  readonly parameters: Parameters
  readonly optimizer: Parameters
}

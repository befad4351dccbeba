import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { abs, sqrt } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { describeTransform, type Optimizer, type Slot } from './gradient-transform'
import { assertOption } from './options'

export interface RmspropOptions {
  /** Decay rate α of the averages. Default 0.99. */
  readonly smoothing?: number
  /** Added to the root of the average. Default 1e-8. */
  readonly epsilon?: number
  /** Divides by the standard deviation of the gradients instead of their root mean square. Default false. */
  readonly centered?: boolean
  /** The share of the last steps' direction that is kept. Default 0. */
  readonly momentum?: number
}

/**
 * RMSprop (Hinton, 2012; centered: Graves, arXiv:1308.0850): v ← αv + (1 − α) g², p ← p − η g / (√v + ε).
 * As `torch.optim.RMSprop`; its weight decay is `chain(l2(rate), rmsprop(…))`.
 *
 * The state keeps V = v / (1 − α) and M = m / (1 − α) instead of the averages, which saves two passes:
 * √(v − m²) = √(1 − α) · √(V − (1 − α) M²).
 *
 * Errors: `invalid-option`.
 */
export function rmsprop({
  smoothing = 0.99,
  epsilon = 1e-8,
  centered = false,
  momentum = 0,
}: RmspropOptions = {}): Optimizer {
  assertOption('rmsprop', { smoothing }, 'a share below 1')
  assertOption('rmsprop', { epsilon }, 'not negative')
  assertOption('rmsprop', { momentum }, 'a share')
  const fresh = 1 - smoothing
  const decayed = (average: Tensor, value: Tensor) => add(multiply(average, smoothing), value)
  return {
    name: describeTransform('rmsprop', { smoothing, epsilon, centered, momentum }),
    descends: true,
    slots: (shape): Record<string, Slot> => ({
      square: { shape },
      ...(centered ? { mean: { shape } } : {}),
      ...(momentum > 0 ? { velocity: { shape } } : {}),
    }),
    scalars: ({ learningRate }) => ({ rate: learningRate / Math.sqrt(fresh) }),
    update({ change: gradient, state, scalars }) {
      const square = decayed(state['square']!, multiply(gradient, gradient))
      const next: Record<string, Tensor> = { square }
      let spread = square
      if (centered) {
        const mean = decayed(state['mean']!, gradient)
        next['mean'] = mean
        // A variance that rounding made negative would be NaN under the root.
        spread = abs(subtract(square, multiply(multiply(mean, mean), fresh)))
      }
      let direction = divide(gradient, add(sqrt(spread), epsilon / Math.sqrt(fresh)))
      if (momentum > 0) {
        direction = add(multiply(state['velocity']!, momentum), direction)
        next['velocity'] = direction
      }
      return { change: multiply(direction, scalars['rate']!), state: next }
    },
  }
}

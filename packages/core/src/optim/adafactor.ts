import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { maximum } from '../ops/comparison'
import { mean } from '../ops/reduction'
import { sqrt } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { describeTransform, type Optimizer, type Slot } from './gradient-transform'
import { assertOption } from './options'

export interface AdafactorOptions {
  /** Step t keeps the share 1 − t to the power of this of the averages. Default −0.8. */
  readonly decayPower?: number
  /** The least estimate of a gradient's root mean square. Default 2⁻²³, float32's epsilon. */
  readonly epsilon?: number
  /** The least root mean square of a parameter by which its step is scaled. Default 1e-3. */
  readonly parameterFloor?: number
  /** A step's root mean square is cut down to this. Default 1. */
  readonly clipThreshold?: number
}

/**
 * Adafactor (Shazeer and Stern, arXiv:1804.04235), as `torch.optim.Adafactor`: the second moment of a matrix is
 * kept as its rows' and columns' means alone, so that the state takes next to no memory, and a parameter moves in
 * proportion to its own size: at most by min(η, 1/√t) of its root mean square. PyTorch's learning rate is 0.01; its
 * weight decay is `chain(adafactor(…), weightDecay(rate))`. Reductions in the update keep it from running as one
 * elementwise kernel: a step costs several passes over each parameter.
 *
 * Errors: `invalid-option`.
 */
export function adafactor({
  decayPower = -0.8,
  epsilon = 2 ** -23,
  parameterFloor = 1e-3,
  clipThreshold = 1,
}: AdafactorOptions = {}): Optimizer {
  assertOption('adafactor', { '-decayPower': -decayPower, epsilon, parameterFloor }, 'not negative')
  assertOption('adafactor', { clipThreshold }, 'positive')
  return {
    name: describeTransform('adafactor', { decayPower, epsilon, parameterFloor, clipThreshold }),
    descends: true,
    slots: (shape): Record<string, Slot> =>
      shape.length > 1
        ? {
            rows: { shape: [...shape.slice(0, -1), 1] },
            columns: { shape: [...shape.slice(0, -2), 1, shape.at(-1)!] },
          }
        : { second: { shape } },
    scalars: ({ step, learningRate }) => ({
      fresh: step ** decayPower,
      rate: Math.min(learningRate, 1 / Math.sqrt(step)),
    }),
    update({ parameter, change: gradient, state, scalars: { fresh, rate } }) {
      const squares = multiply(gradient, gradient)
      const averaged = (old: Tensor, value: Tensor) => add(old, multiply(subtract(value, old), fresh!))
      const next: Record<string, Tensor> = {}
      let estimate: Tensor
      if (gradient.rank > 1) {
        const rows = averaged(state['rows']!, mean(squares, { axes: -1, keepDimensions: true }))
        const columns = averaged(state['columns']!, mean(squares, { axes: -2, keepDimensions: true }))
        const total = maximum(mean(rows, { axes: -2, keepDimensions: true }), epsilon)
        estimate = multiply(divide(rows, total), columns)
        Object.assign(next, { rows, columns })
      } else {
        estimate = averaged(state['second']!, squares)
        next['second'] = estimate
      }
      const direction = divide(gradient, sqrt(maximum(estimate, epsilon * epsilon)))
      const size = maximum(rootMeanSquare(parameter), parameterFloor)
      const excess = maximum(multiply(rootMeanSquare(direction), 1 / clipThreshold), 1)
      return { change: multiply(direction, divide(multiply(size, rate!), excess)), state: next }
    },
  }
}

const rootMeanSquare = (x: Tensor): Tensor => sqrt(mean(multiply(x, x)))

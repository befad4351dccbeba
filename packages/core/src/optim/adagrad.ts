import { add, divide, multiply } from '../ops/arithmetic'
import { sqrt } from '../ops/unary'
import { describeTransform, type Optimizer } from './gradient-transform'
import { assertOption } from './options'

export interface AdagradOptions {
  /** Step t uses learningRate / (1 + (t − 1) · this). Default 0. */
  readonly learningRateDecay?: number
  /** Where the sum of squares starts. Default 0. */
  readonly initialAccumulator?: number
  /** Added to the root of the sum. Default 1e-10. */
  readonly epsilon?: number
}

/**
 * Adagrad (Duchi, Hazan and Singer, JMLR 12, 2011): s ← s + g², p ← p − η g / (√s + ε).
 * As `torch.optim.Adagrad`; its weight decay is `chain(l2(rate), adagrad(…))`.
 *
 * Errors: `invalid-option`.
 */
export function adagrad({
  learningRateDecay = 0,
  initialAccumulator = 0,
  epsilon = 1e-10,
}: AdagradOptions = {}): Optimizer<'sum', 'rate'> {
  const settings = { learningRateDecay, initialAccumulator, epsilon }
  assertOption('adagrad', settings, 'not negative')
  return {
    name: describeTransform('adagrad', settings),
    descends: true,
    slots: (shape) => ({ sum: { shape, start: initialAccumulator } }),
    scalars: ({ step, learningRate }) => ({ rate: learningRate / (1 + (step - 1) * learningRateDecay) }),
    update({ change: gradient, state, scalars: { rate } }) {
      const sum = add(state.sum, multiply(gradient, gradient))
      return { change: divide(multiply(gradient, rate), add(sqrt(sum), epsilon)), state: { sum } }
    },
  }
}

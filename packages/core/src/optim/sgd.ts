import { multiply } from '../ops/arithmetic'
import { none, type Optimizer } from './gradient-transform'

/** Gradient descent: p ← p − learningRate · g. */
export const sgd = (): Optimizer<never, 'learningRate'> => ({
  name: 'sgd',
  descends: true,
  slots: none,
  scalars: ({ learningRate }) => ({ learningRate }),
  update: ({ change, scalars }) => ({ change: multiply(change, scalars.learningRate), state: {} }),
})

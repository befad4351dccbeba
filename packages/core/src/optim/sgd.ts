import { multiply, subtract } from '../ops/arithmetic'
import type { Optimizer } from './optimizer'

/** Gradient descent: p ← p − learningRate · g. */
export const sgd = (): Optimizer => ({
  name: 'sgd',
  slots: [],
  scalars: (_step, learningRate) => ({ learningRate }),
  update: ({ parameter, gradient, scalars }) => ({
    parameter: subtract(parameter, multiply(gradient, scalars['learningRate']!)),
    state: [],
  }),
})

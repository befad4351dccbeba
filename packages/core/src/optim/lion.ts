import { add, multiply } from '../ops/arithmetic'
import { sign } from '../ops/unary'
import { describeTransform, type Optimizer } from './gradient-transform'
import { assertOption } from './options'

export interface LionOptions {
  /** Decay rates: of the momentum in a step's direction, and of the momentum that is kept. Default 0.9 and 0.99. */
  readonly betas?: readonly [number, number]
}

/**
 * Lion (Chen and others, arXiv:2302.06675): p ← p − η sign(β₁m + (1 − β₁) g), m ← β₂m + (1 − β₂) g. Every element
 * moves by η, so it wants a learning rate 3 to 10 times smaller than AdamW's, and a larger weight decay:
 * `chain(lion(), weightDecay(0.1))`. The state keeps M = m / (1 − β₂), which saves two passes.
 *
 * Errors: `invalid-option`.
 */
export function lion({
  betas: [beta1, beta2] = [0.9, 0.99],
}: LionOptions = {}): Optimizer<'momentum', 'learningRate'> {
  assertOption('lion', { 'betas[0]': beta1, 'betas[1]': beta2 }, 'a share below 1')
  const share = (beta1 * (1 - beta2)) / (1 - beta1)
  return {
    name: describeTransform('lion', { betas: [beta1, beta2] }),
    descends: true,
    slots: (shape) => ({ momentum: { shape } }),
    scalars: ({ learningRate }) => ({ learningRate }),
    update({ change: gradient, state, scalars: { learningRate } }) {
      const direction = sign(add(multiply(state.momentum, share), gradient))
      const momentum = add(multiply(state.momentum, beta2), gradient)
      return { change: multiply(direction, learningRate), state: { momentum } }
    },
  }
}

import { add, divide, multiply } from '../ops/arithmetic'
import { maximum } from '../ops/comparison'
import { sqrt } from '../ops/unary'
import { describeTransform, type Optimizer, type Slot } from './gradient-transform'
import { assertOption } from './options'

export interface AdamOptions {
  /** Decay rates of the two moments. Default 0.9 and 0.999. */
  readonly betas?: readonly [number, number]
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number
  /** Divides by the largest second moment so far (Reddi and others, arXiv:1904.09237). Default false. */
  readonly amsgrad?: boolean
}

/**
 * Adam (Kingma and Ba, arXiv:1412.6980), with the defaults of `torch.optim.Adam`; its weight decay is
 * `chain(l2(rate), adam(…))`.
 *
 * The state keeps M = m / (1 − β₁) and V = v / (1 − β₂) instead of the moments m and v, which saves five
 * passes over each parameter: M ← β₁M + g, V ← β₂V + g², p ← p − s M / (√V + ε′) with
 * s = η (1 − β₁) √c₂ / (c₁ √(1 − β₂)), ε′ = ε √(c₂ / (1 − β₂)), c₁ = 1 − β₁ᵗ, c₂ = 1 − β₂ᵗ.
 *
 * Errors: `invalid-option`.
 */
export function adam({
  betas: [beta1, beta2] = [0.9, 0.999],
  epsilon = 1e-8,
  amsgrad = false,
}: AdamOptions = {}): Optimizer {
  assertOption('adam', { 'betas[0]': beta1, 'betas[1]': beta2 }, 'a share below 1')
  assertOption('adam', { epsilon }, 'not negative')
  return {
    name: describeTransform('adam', { betas: [beta1, beta2], epsilon, amsgrad }),
    descends: true,
    slots: (shape): Record<string, Slot> => ({
      first: { shape },
      second: { shape },
      ...(amsgrad ? { largest: { shape } } : {}),
    }),
    scalars({ step, learningRate }) {
      const c1 = 1 - beta1 ** step
      const c2 = 1 - beta2 ** step
      return {
        rate: (learningRate * (1 - beta1) * Math.sqrt(c2)) / (c1 * Math.sqrt(1 - beta2)),
        floor: epsilon * Math.sqrt(c2 / (1 - beta2)),
      }
    },
    update({ change: gradient, state, scalars: { rate, floor } }) {
      const first = add(multiply(state['first']!, beta1), gradient)
      const second = add(multiply(state['second']!, beta2), multiply(gradient, gradient))
      const largest = amsgrad ? { largest: maximum(state['largest']!, second) } : undefined
      const spread = largest ? largest.largest : second
      return {
        change: divide(multiply(first, rate!), add(sqrt(spread), floor!)),
        state: { first, second, ...largest },
      }
    },
  }
}

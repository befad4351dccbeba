import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { sqrt } from '../ops/unary'
import type { Optimizer } from './optimizer'

export interface AdamWOptions {
  /** Decay rates of the two moments. Default 0.9 and 0.999. */
  readonly betas?: readonly [number, number]
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number
  /** Decoupled weight decay. Default 0.01. */
  readonly weightDecay?: number
  /** Which parameters decay. Default: all. */
  readonly decays?: (name: string) => boolean
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101), with PyTorch's defaults.
 *
 * The state keeps M = m / (1 − β₁) and V = v / (1 − β₂) instead of the moments m and v, which saves five
 * passes over each parameter: M ← β₁M + g, V ← β₂V + g², p ← (1 − ηλ) p − s M / (√V + ε′) with
 * s = η (1 − β₁) √c₂ / (c₁ √(1 − β₂)), ε′ = ε √(c₂ / (1 − β₂)), c₁ = 1 − β₁ᵗ, c₂ = 1 − β₂ᵗ.
 */
export function adamw({
  betas: [beta1, beta2] = [0.9, 0.999],
  epsilon = 1e-8,
  weightDecay = 0.01,
  decays = () => true,
}: AdamWOptions = {}): Optimizer {
  return {
    name: 'adamw',
    slots: ['first', 'second'],
    scalars(step, learningRate) {
      const c1 = 1 - beta1 ** step
      const c2 = 1 - beta2 ** step
      return {
        keep: 1 - learningRate * weightDecay,
        rate: (learningRate * (1 - beta1) * Math.sqrt(c2)) / (c1 * Math.sqrt(1 - beta2)),
        floor: epsilon * Math.sqrt(c2 / (1 - beta2)),
      }
    },
    update({ name, parameter, gradient, state: [first, second], scalars }) {
      const nextFirst = add(multiply(first!, beta1), gradient)
      const nextSecond = add(multiply(second!, beta2), multiply(gradient, gradient))
      const change = divide(multiply(nextFirst, scalars['rate']!), add(sqrt(nextSecond), scalars['floor']!))
      const kept = weightDecay > 0 && decays(name) ? multiply(parameter, scalars['keep']!) : parameter
      return { parameter: subtract(kept, change), state: [nextFirst, nextSecond] }
    },
  }
}

import { add, divide, multiply } from '../ops/arithmetic'
import { sqrt } from '../ops/unary'
import { describeTransform, type Optimizer } from './gradient-transform'
import { assertOption } from './options'

export interface NadamOptions {
  /** Decay rates of the two moments. Default 0.9 and 0.999. */
  readonly betas?: readonly [number, number]
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number
  /** How fast the momentum rises to β₁: ψ in μₜ = β₁ (1 − ½ · 0.96^(tψ)). Default 0.004. */
  readonly momentumDecay?: number
}

/**
 * Adam with Nesterov's momentum (Dozat, ICLR workshop 2016), with the defaults of `torch.optim.NAdam`; its weight
 * decay is `chain(l2(rate), nadam(…))`, decoupled `chain(nadam(…), weightDecay(rate))`. The state is scaled as Adam's.
 *
 * Errors: `invalid-option`.
 */
export function nadam({
  betas: [beta1, beta2] = [0.9, 0.999],
  epsilon = 1e-8,
  momentumDecay = 0.004,
}: NadamOptions = {}): Optimizer<'first' | 'second', 'fromGradient' | 'fromMomentum' | 'floor'> {
  assertOption('nadam', { 'betas[0]': beta1, 'betas[1]': beta2 }, 'a share below 1')
  assertOption('nadam', { epsilon, momentumDecay }, 'not negative')
  const momentum = (step: number) => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay))
  /** μ₁ · … · μₜ, kept for the steps asked for so far. */
  const products = [1]
  const productUpTo = (step: number): number => {
    while (products.length <= step) products.push(products.at(-1)! * momentum(products.length))
    return products[step]!
  }
  return {
    name: describeTransform('nadam', { betas: [beta1, beta2], epsilon, momentumDecay }),
    descends: true,
    slots: (shape) => ({ first: { shape }, second: { shape } }),
    scalars({ step, learningRate }) {
      const spread = Math.sqrt((1 - beta2 ** step) / (1 - beta2))
      const ofMomentum = momentum(step + 1) / (1 - productUpTo(step + 1))
      return {
        fromGradient: (learningRate * spread * (1 - momentum(step))) / (1 - productUpTo(step)),
        fromMomentum: learningRate * spread * (1 - beta1) * ofMomentum,
        floor: epsilon * spread,
      }
    },
    update({ change: gradient, state, scalars: { fromGradient, fromMomentum, floor } }) {
      const first = add(multiply(state.first, beta1), gradient)
      const second = add(multiply(state.second, beta2), multiply(gradient, gradient))
      const direction = add(multiply(gradient, fromGradient), multiply(first, fromMomentum))
      return { change: divide(direction, add(sqrt(second), floor)), state: { first, second } }
    },
  }
}

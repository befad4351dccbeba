import { GraftError } from '@graftjs/base'
import { add, multiply } from '../ops/arithmetic'
import { describeTransform, type Optimizer, type Slot } from './gradient-transform'
import { assertOption } from './options'

export interface SgdOptions {
  /** The share of the last steps' direction that is kept. Default 0: plain gradient descent. */
  readonly momentum?: number
  /** The share of the gradient that does not enter the direction, from the second step on. Default 0. */
  readonly dampening?: number
  /** Nesterov's momentum: looks one step ahead. Wants momentum, and no dampening. Default false. */
  readonly nesterov?: boolean
}

/**
 * Gradient descent, p ← p − η v with v = g, or with momentum μ: v ← μ v + (1 − dampening) g, and under Nesterov
 * g + μ v in place of v. As `torch.optim.SGD`; its weight decay is `chain(l2(rate), sgd(…))`.
 *
 * Errors: `invalid-option`.
 */
export function sgd({ momentum = 0, dampening = 0, nesterov = false }: SgdOptions = {}): Optimizer {
  assertOption('sgd', { momentum, dampening }, 'a share')
  if (nesterov && (momentum === 0 || dampening > 0)) throw notNesterov(momentum, dampening)
  return {
    name: describeTransform('sgd', { momentum, dampening, nesterov }),
    descends: true,
    slots: (shape): Record<string, Slot> => (momentum > 0 ? { velocity: { shape } } : {}),
    scalars: ({ step, learningRate }): Record<string, number> =>
      momentum > 0 && dampening > 0
        ? { learningRate, fresh: step === 1 ? 1 : 1 - dampening }
        : { learningRate },
    update({ change: gradient, state, scalars: { learningRate, fresh } }) {
      if (momentum === 0) return { change: multiply(gradient, learningRate!), state: {} }
      const entering = fresh ? multiply(gradient, fresh) : gradient
      const velocity = add(multiply(state['velocity']!, momentum), entering)
      const direction = nesterov ? add(gradient, multiply(velocity, momentum)) : velocity
      return { change: multiply(direction, learningRate!), state: { velocity } }
    },
  }
}

const notNesterov = (momentum: number, dampening: number): GraftError =>
  new GraftError('invalid-option', {
    what: `sgd: Nesterov's momentum is asked for with momentum ${momentum} and dampening ${dampening}.`,
    fix: 'Pass a momentum above 0, such as 0.9, and no dampening.',
  })

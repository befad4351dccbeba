import { GraftError } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import { add, divide, multiply } from '../ops/arithmetic'
import { maximum, minimum } from '../ops/comparison'
import { sumOfSquares } from '../ops/composite/sum-of-squares'
import { literal } from '../ops/source'
import { sqrt } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { type GradientTransform, none } from './gradient-transform'
import { assertOption } from './options'

/**
 * Scales all gradients by one factor, so that their norm as one vector is at most `most`: min(1, most / (norm + 1e-6)),
 * as `torch.nn.utils.clip_grad_norm_`.
 *
 * The norm needs every gradient before the first parameter changes. So it is summed where the gradients are computed,
 * in the same executable (`trainingStep` does it for every optimizer that `needsGradientNorm`), read by the host, and
 * comes back as one number that the update multiplies by: no pass over the gradients of its own.
 */
export function clipByGlobalNorm(most: number): GradientTransform<never, 'clip'> {
  assertOption('clipByGlobalNorm', { most }, 'positive')
  return {
    name: `clipByGlobalNorm(${most})`,
    needsGradientNorm: true,
    slots: none,
    scalars({ gradientNorm }) {
      if (gradientNorm === undefined) throw noNorm()
      return { clip: Math.min(1, most / (gradientNorm + 1e-6)) }
    },
    update: ({ change, scalars }) => ({ change: multiply(change, scalars.clip), state: {} }),
  }
}

/**
 * The sum of all squared elements: what the executable that computes the gradients adds up for a transform that needs it.
 * From the last parameter to the first, in the order in which the gradients are ready, so that none waits for the others.
 */
export const squaredNorm = (gradients: Parameters): Tensor =>
  Object.values(gradients).reverse().map(sumOfSquares).reduce(add, literal(0))

/**
 * Cuts every element of a gradient to lie between −`most` and `most`, as `torch.nn.utils.clip_grad_value_`. Element by
 * element, and so a part of the update itself.
 */
export function clipByValue(most: number): GradientTransform<never, never> {
  assertOption('clipByValue', { most }, 'positive')
  return {
    name: `clipByValue(${most})`,
    slots: none,
    scalars: none,
    update: ({ change }) => ({ change: maximum(minimum(change, most), -most), state: {} }),
  }
}

/**
 * Scales the gradient of each parameter alone, so that its norm is at most `most` (Keras' `clipnorm`). It sums a
 * parameter's own gradient inside the update, which costs a pass more; `clipByGlobalNorm` does not.
 */
export function clipByNorm(most: number): GradientTransform<never, never> {
  assertOption('clipByNorm', { most }, 'positive')
  return {
    name: `clipByNorm(${most})`,
    slots: none,
    scalars: none,
    update({ change }) {
      const excess = maximum(divide(sqrt(sumOfSquares(change)), most), 1)
      return { change: divide(change, excess), state: {} }
    },
  }
}

const noNorm = (): GraftError =>
  new GraftError('invalid-option', {
    what: 'clipByGlobalNorm: the norm of the gradients is not given.',
    fix: 'Use trainingStep or fit, or pass scalars({ …, gradientNorm }) the root of the sum of all squared gradients.',
  })

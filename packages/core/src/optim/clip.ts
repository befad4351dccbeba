import { GraftError } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import { add, multiply } from '../ops/arithmetic'
import { sumOfSquares } from '../ops/composite/sum-of-squares'
import { literal } from '../ops/source'
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

/** The sum of all squared elements: what the executable that computes the gradients adds up for a transform that needs it. */
export const squaredNorm = (gradients: Parameters): Tensor =>
  Object.values(gradients).map(sumOfSquares).reduce(add, literal(0))

const noNorm = (): GraftError =>
  new GraftError('invalid-option', {
    what: 'clipByGlobalNorm: the norm of the gradients is not given.',
    fix: 'Use trainingStep or fit, or pass scalars({ …, gradientNorm }) the root of the sum of all squared gradients.',
  })

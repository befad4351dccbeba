import { add, multiply } from '../ops/arithmetic'
import { sign } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { describeTransform, type GradientTransform, none } from './gradient-transform'
import { assertOption } from './options'

/**
 * Adds the gradient of ½ · `rate` · Σ p²: what PyTorch calls the weight decay of every optimizer but AdamW. Before
 * the link that descends. `penalizes` says which parameters.
 *
 * Errors: `invalid-option`.
 */
export const l2 = (rate: number, penalizes?: (parameter: string) => boolean) =>
  penalty('l2', rate, penalizes, (parameter) => parameter)

/**
 * Adds the gradient of `rate` · Σ |p|, which draws parameters to zero. Before the link that descends.
 *
 * Errors: `invalid-option`.
 */
export const l1 = (rate: number, penalizes?: (parameter: string) => boolean) =>
  penalty('l1', rate, penalizes, sign)

function penalty(
  name: string,
  rate: number,
  penalizes: ((parameter: string) => boolean) | undefined,
  slope: (parameter: Tensor) => Tensor,
): GradientTransform<never, never> {
  assertOption(name, { rate }, 'not negative')
  return {
    name: describeTransform(name, { rate, penalizes }),
    slots: none,
    scalars: none,
    update: ({ name: path, parameter, change }) => ({
      change:
        rate > 0 && (penalizes?.(path) ?? true) ? add(change, multiply(slope(parameter), rate)) : change,
      state: {},
    }),
  }
}

import { GraftError } from '@graftjs/base'
import { multiply } from '../ops/arithmetic'
import type { Shape } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import type { Key } from '../transform/key'
import { bernoulliMask } from '../transform/mask'

/**
 * What a forward pass may know besides its input: whether it trains, and where randomness comes from. The
 * n-th random thing of a pass uses the n-th key, so the same code and key draw the same.
 */
export class ForwardContext {
  private drawn = 0

  constructor(private readonly key?: Key) {}

  get training(): boolean {
    return this.key !== undefined
  }

  /** Zeroes a share `rate` of the elements and scales up the rest; nothing outside training. */
  dropout(x: Tensor, rate: number): Tensor {
    const mask = this.dropoutMask(x.shape, rate)
    return mask ? multiply(x, mask) : x
  }

  /** What dropout multiplies by: 0 for a share `rate` of the elements, else 1 / (1 − rate). Undefined: nothing. */
  dropoutMask(shape: Shape, rate: number): Tensor | undefined {
    if (!this.key || rate === 0) return undefined
    if (!(rate > 0 && rate < 1)) {
      throw new GraftError('invalid-option', {
        what: `A dropout rate must be at least 0 and below 1, but it is ${rate}.`,
        fix: 'Use a rate such as 0.1.',
      })
    }
    return bernoulliMask(this.key.fold(this.drawn++), 1 - rate, shape)
  }
}

/** The context of a pass that does not train. */
export const inference = (): ForwardContext => new ForwardContext()

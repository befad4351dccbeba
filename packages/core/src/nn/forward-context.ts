import { GraftError } from '@graftjs/base'
import { multiply } from '../ops/arithmetic'
import { stopGradient } from '../ops/cast'
import { equalShapes, formatShape, type Shape } from '../tensor/shape'
import { isTensor, type Tensor } from '../tensor/tensor'
import { assertKey, type Key } from '../transform/key'
import { bernoulliMask } from '../transform/mask'
import { mapLeaves } from '../transform/tree'

/**
 * What a forward pass may know besides its input: whether it trains, where randomness comes from, and what its
 * buffers have become. The n-th random thing of a pass uses the n-th key, so the same code and key draw the same.
 */
export class ForwardContext {
  private drawn = 0
  private readonly updates = new Map<Tensor, Tensor>()

  constructor(private readonly key?: Key) {
    if (key !== undefined) assertKey('ForwardContext', key)
  }

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

  /** What a buffer holds at this point of the pass. */
  current(buffer: Tensor): Tensor {
    return this.updates.get(buffer) ?? buffer
  }

  /** From here on the buffer holds `value`, which no gradient is taken through. */
  update(buffer: Tensor, value: Tensor): void {
    if (!equalShapes(buffer.shape, value.shape) || buffer.dtype !== value.dtype) {
      throw new GraftError('shape-mismatch', {
        what: `A buffer of ${buffer.dtype} ${formatShape(buffer.shape)} was updated with ${value.dtype} ${formatShape(value.shape)}.`,
        fix: 'Give it a value of its own shape and dtype.',
      })
    }
    this.updates.set(buffer, stopGradient(value))
  }

  /** The same tree (a module, or its buffers by path) with what its buffers hold after the pass. */
  advance<T>(tree: T): T {
    return mapLeaves(tree, (leaf) => (isTensor(leaf) ? this.current(leaf) : leaf))
  }
}

/** The context of a pass that does not train. */
export const inference = (): ForwardContext => new ForwardContext()

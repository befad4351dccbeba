import { multiply } from '../ops/arithmetic'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { type ForwardContext, inference } from './forward-context'
import { Module } from './module'

/** Zeroes a share of the elements in training and scales up the rest (Srivastava et al., 2014). */
export class Dropout extends Module {
  constructor(private readonly rate = 0.5) {
    super()
    assertOption('Dropout', { rate }, 'a share below 1')
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    return context.dropout(x, this.rate)
  }
}

/**
 * Zeroes whole channels of `[batch, channels, …size]` in training, each example its own: PyTorch's Dropout1d to
 * Dropout3d, Keras's SpatialDropout.
 */
export class ChannelDropout extends Module {
  constructor(private readonly rate = 0.5) {
    super()
    assertOption('ChannelDropout', { rate }, 'a share below 1')
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    const mask = context.dropoutMask([...x.shape.slice(0, 2), ...x.shape.slice(2).map(() => 1)], this.rate)
    return mask ? multiply(x, mask) : x
  }
}

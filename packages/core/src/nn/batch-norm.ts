import { add, divide, multiply, negate, subtract } from '../ops/arithmetic'
import { scaleChannels } from '../ops/composite/scale-channels'
import { standardize } from '../ops/composite/standardize'
import { count } from '../ops/count'
import { reshape } from '../ops/reshape'
import { rsqrt } from '../ops/unary'
import { assertOption } from '../optim/options'
import { shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { type ForwardContext, inference } from './forward-context'
import { constant } from './initializer'
import { buffer, Module, parameter } from './module'
import { perChannel } from './per-channel'
import { assertAxis } from './weights'

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
  /** How much a batch counts in the running statistics. Default 0.1 (Keras counts the other way: 0.9). */
  readonly momentum?: number
  /** Whether a scale and an offset for each channel are learned. Default true. */
  readonly affine?: boolean
}

/**
 * Normalises each channel of `[batch, channels, …size]` (Ioffe and Szegedy, arXiv:1502.03167): in training by the
 * mean and variance of the batch, which also move the running ones; otherwise by those. Where the running
 * statistics are frozen (`freeze`), they are used in training, too. PyTorch's BatchNorm1d to BatchNorm3d.
 */
export class BatchNorm extends Module {
  readonly weight: Tensor | undefined
  readonly bias: Tensor | undefined
  readonly running_mean: Tensor
  readonly running_var: Tensor
  /** For PyTorch's files; nothing reads it. */
  readonly num_batches_tracked: Tensor
  private readonly epsilon: number
  private readonly momentum: number

  constructor(channels: number, { epsilon = 1e-5, momentum = 0.1, affine = true }: BatchNormOptions = {}) {
    super()
    assertOption('BatchNorm', { channels }, 'a positive whole number')
    assertOption('BatchNorm', { epsilon }, 'not negative')
    assertOption('BatchNorm', { momentum }, 'a share')
    this.weight = affine ? parameter([channels], constant(1)) : undefined
    this.bias = affine ? parameter([channels], constant(0)) : undefined
    this.running_mean = buffer([channels], constant(0))
    this.running_var = buffer([channels], constant(1))
    this.num_batches_tracked = buffer([], constant(0), 'int64')
    this.epsilon = epsilon
    this.momentum = momentum
  }

  forward(x: Tensor, context: ForwardContext = inference()): Tensor {
    assertAxis('BatchNorm', x.shape, 1, Number(this.running_mean.shape[0]))
    const isFrozen = this.roles?.['running_mean'] === 'frozen buffer'
    return context.training && !isFrozen ? this.byBatch(x, context) : this.byRunning(x, context)
  }

  private byBatch(x: Tensor, context: ForwardContext): Tensor {
    const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]))
    if (sizeOf(axes.map((axis) => x.shape[axis]!)) === 1) {
      throw shapeError(
        'BatchNorm',
        [x.shape],
        'one element a channel has no variance.',
        'Train with batches of two or more, or freeze the running statistics.',
      )
    }
    const { weight, bias } = this
    const scale = weight && perChannel(weight, x.rank)
    const offset = bias && perChannel(bias, x.rank)
    const { result, mean, variance } = standardize(x, { axes, epsilon: this.epsilon, scale, offset })
    const elements = count(x, axes)
    this.move(context, this.running_mean, mean)
    this.move(context, this.running_var, multiply(variance, divide(elements, subtract(elements, 1))))
    return result
  }

  /** x · scale + offset, which becomes a part of the convolution before. */
  private byRunning(x: Tensor, context: ForwardContext): Tensor {
    const { weight, bias } = this
    const inverse = rsqrt(add(context.current(this.running_var), this.epsilon))
    const scale = weight ? multiply(inverse, weight) : inverse
    const shift = multiply(context.current(this.running_mean), scale)
    const offset = bias ? subtract(bias, shift) : negate(shift)
    return scaleChannels(x, scale, offset)
  }

  private move(context: ForwardContext, running: Tensor, seen: Tensor): void {
    const old = multiply(context.current(running), 1 - this.momentum)
    context.update(running, add(old, multiply(reshape(seen, running.shape), this.momentum)))
  }
}

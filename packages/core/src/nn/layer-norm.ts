import { broadcastTo } from '../ops/broadcast'
import { layerNorm } from '../ops/composite/layer-norm'
import { reshape } from '../ops/reshape'
import { literal } from '../ops/source'
import { assertOption } from '../optim/options'
import { equalShapes, type Shape, shapeError, sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { constant } from './initializer'
import { Module, parameter } from './module'

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
  /** Whether a scale and an offset are learned; 'scale' learns no offset. Default true. */
  readonly affine?: boolean | 'scale'
}

/**
 * Normalises the last axis, or the last axes, to mean 0 and variance 1, then scales and shifts each element of them
 * (Ba et al., arXiv:1607.06450).
 */
export class LayerNorm extends Module {
  readonly weight: Tensor | undefined
  readonly bias: Tensor | undefined
  private readonly sizes: readonly number[]
  private readonly epsilon: number

  constructor(size: number | readonly number[], { epsilon = 1e-5, affine = true }: LayerNormOptions = {}) {
    super()
    this.sizes = typeof size === 'number' ? [size] : size
    const named = Object.fromEntries(this.sizes.map((length, axis) => [`size[${axis}]`, length]))
    assertOption('LayerNorm', named, 'a positive whole number')
    assertOption('LayerNorm', { epsilon }, 'not negative')
    this.weight = affine ? parameter(this.sizes, constant(1)) : undefined
    this.bias = affine === true ? parameter(this.sizes, constant(0)) : undefined
    this.epsilon = epsilon
  }

  forward(x: Tensor): Tensor {
    const { sizes } = this
    const lead: Shape = x.shape.slice(0, -sizes.length)
    if (x.rank < sizes.length || !equalShapes(x.shape.slice(-sizes.length), sizes)) {
      throw shapeError(
        'LayerNorm',
        [x.shape, sizes],
        'the input does not end in the sizes that the layer was made for.',
        'Make the layer for the last sizes of its input.',
      )
    }
    const rows = reshape(x, [...lead, sizeOf(sizes)])
    return reshape(
      layerNorm(rows, this.perElement(this.weight, 1), this.perElement(this.bias, 0), this.epsilon),
      x.shape,
    )
  }

  private perElement(parameter: Tensor | undefined, otherwise: number): Tensor {
    const size = sizeOf(this.sizes)
    return parameter ? reshape(parameter, [size]) : broadcastTo(literal(otherwise), [size])
  }
}

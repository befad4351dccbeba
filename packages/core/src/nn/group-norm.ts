import { GraftError } from '@graftjs/base'
import { standardize } from '../ops/composite/standardize'
import { reshape } from '../ops/reshape'
import { assertOption } from '../optim/options'
import { sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { constant } from './initializer'
import { Module, parameter } from './module'
import { assertAxis } from './weights'

export interface GroupNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
  /** Whether a scale and an offset for each channel are learned. Default true. */
  readonly affine?: boolean
}

/**
 * Normalises groups of channels of `[batch, channels, …size]`, each example by itself (Wu and He, arXiv:1803.08494),
 * then scales and shifts each channel.
 */
export class GroupNorm extends Module {
  readonly weight: Tensor | undefined
  readonly bias: Tensor | undefined

  private readonly epsilon: number

  constructor(
    private readonly groups: number,
    private readonly channels: number,
    { epsilon = 1e-5, affine = true }: GroupNormOptions = {},
  ) {
    super()
    assertOption('GroupNorm', { groups, channels }, 'a positive whole number')
    assertOption('GroupNorm', { epsilon }, 'not negative')
    if (channels % groups !== 0) {
      throw new GraftError('invalid-option', {
        what: `GroupNorm: ${channels} channels do not divide into ${groups} groups.`,
        fix: 'Use a number of groups that divides the channels.',
      })
    }
    this.weight = affine ? parameter([channels], constant(1)) : undefined
    this.bias = affine ? parameter([channels], constant(0)) : undefined
    this.epsilon = epsilon
  }

  forward(x: Tensor): Tensor {
    assertAxis('GroupNorm', x.shape, 1, this.channels)
    const { weight, bias, groups } = this
    const perGroup = this.channels / groups
    const grouped = reshape(x, [x.shape[0]!, groups, perGroup, sizeOf(x.shape.slice(2))])
    const perElement = (vector: Tensor | undefined) => vector && reshape(vector, [groups, perGroup, 1])
    const { result } = standardize(grouped, {
      axes: [2, 3],
      epsilon: this.epsilon,
      scale: perElement(weight),
      offset: perElement(bias),
    })
    return reshape(result, x.shape)
  }
}

/** Normalises each channel of each example by itself: as many groups as channels. Learns nothing by default. */
export class InstanceNorm extends GroupNorm {
  constructor(channels: number, { affine = false, ...options }: GroupNormOptions = {}) {
    super(channels, channels, { ...options, affine })
  }
}

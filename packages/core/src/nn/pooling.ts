import { type AveragePoolOptions, averagePool, maxPool } from '../ops/composite/pool'
import { mean } from '../ops/reduction'
import type { PerAxis, WindowOptions } from '../ops/window'
import { assertOption } from '../optim/options'
import { shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { averageTo } from './average-to'
import { Module } from './module'

function kernelFor(layer: string, x: Tensor, kernel: PerAxis): readonly number[] {
  const axes = x.rank - 2
  if (axes < 1 || (typeof kernel !== 'number' && kernel.length !== axes)) {
    throw shapeError(
      layer,
      [x.shape],
      `the kernel ${JSON.stringify(kernel)} does not fit the spatial axes of the input.`,
      'Give the input the shape [batch, channels, …size], and the kernel one size, or one for each spatial axis.',
    )
  }
  return typeof kernel === 'number' ? Array.from({ length: axes }, () => kernel) : kernel
}

/** The largest element of each window: `[batch, channels, …size] → [batch, channels, …places]`. */
export class MaxPool extends Module {
  constructor(
    private readonly kernel: PerAxis,
    private readonly options: WindowOptions = {},
  ) {
    super()
  }

  forward(x: Tensor): Tensor {
    return maxPool(x, kernelFor('MaxPool', x, this.kernel), this.options)
  }
}

/** The mean of each window: `[batch, channels, …size] → [batch, channels, …places]`. */
export class AveragePool extends Module {
  constructor(
    private readonly kernel: PerAxis,
    private readonly options: AveragePoolOptions = {},
  ) {
    super()
  }

  forward(x: Tensor): Tensor {
    return averagePool(x, kernelFor('AveragePool', x, this.kernel), this.options)
  }
}

/** The mean over all places: `[batch, channels, …size] → [batch, channels]`. */
export class GlobalAveragePool extends Module {
  forward(x: Tensor): Tensor {
    kernelFor('GlobalAveragePool', x, 1)
    return mean(x, { axes: x.shape.slice(2).map((_, axis) => axis + 2) })
  }
}

/**
 * The means of as many windows as are asked for, whatever the size: `[batch, channels, …size] → [batch, channels,
 * …places]`. Window i of n along an axis goes from ⌊i · size / n⌋ up to ⌈(i + 1) · size / n⌉, as in PyTorch.
 */
export class AdaptiveAveragePool extends Module {
  constructor(private readonly places: PerAxis) {
    super()
    const list = typeof places === 'number' ? [places] : places
    assertOption(
      'AdaptiveAveragePool',
      Object.fromEntries(list.map((count, axis) => [`places[${axis}]`, count])),
      'a positive whole number',
    )
  }

  forward(x: Tensor): Tensor {
    const places = kernelFor('AdaptiveAveragePool', x, this.places)
    return places.reduce((pooled, count, axis) => averageTo(pooled, axis + 2, count), x)
  }
}

import { add } from '../ops/arithmetic'
import { slice } from '../ops/layout'
import { assertOption } from '../optim/options'
import { fromTypedArray } from '../tensor/create'
import { formatDimension } from '../tensor/dimension'
import { shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { type Initializer, normal } from './initializer'
import { Module, parameter } from './module'
import { assertAxis } from './weights'

/** The first rows of a table of positions, one for each place of a sequence `[batch, sequence, size]`. */
function rowsFor(layer: string, x: Tensor, table: Tensor): Tensor {
  const [maximum, size] = table.shape
  assertAxis(layer, x.shape, -1, Number(size))
  const length = x.shape.at(-2)
  if (x.rank < 2 || length === undefined || (typeof length === 'number' && length > Number(maximum))) {
    throw shapeError(
      layer,
      [x.shape],
      `there is no sequence of at most ${formatDimension(maximum!)} places.`,
      'Give the input the shape [batch, sequence, size], cut it, or make the layer for longer sequences.',
    )
  }
  return slice(table, 0, 0, length)
}

/** Adds a learned vector for each place: `[batch, sequence, size]`, at most `maximumLength` long. */
export class LearnedPositions extends Module {
  readonly weight: Tensor

  constructor(
    maximumLength: number,
    size: number,
    { weight = normal(0.02) }: { readonly weight?: Initializer } = {},
  ) {
    super()
    assertOption('LearnedPositions', { maximumLength, size }, 'a positive whole number')
    this.weight = parameter([maximumLength, size], weight)
  }

  forward(x: Tensor): Tensor {
    return add(x, rowsFor('LearnedPositions', x, this.weight))
  }
}

/**
 * Adds sin(place · 10000^(−2i / size)) and the cosine of it at 2i and 2i + 1 (Vaswani et al., arXiv:1706.03762).
 * Nothing is learned or saved.
 */
export class SinusoidalPositions extends Module {
  constructor(
    private readonly size: number,
    private readonly maximumLength = 5000,
  ) {
    super()
    assertOption('SinusoidalPositions', { size, maximumLength }, 'a positive whole number')
  }

  forward(x: Tensor): Tensor {
    const length = x.shape.at(-2)
    const rows = typeof length === 'number' ? Math.min(length, this.maximumLength) : this.maximumLength
    return add(x, rowsFor('SinusoidalPositions', x, sinusoids(rows, this.size)))
  }
}

function sinusoids(length: number, size: number): Tensor {
  const table = new Float32Array(length * size)
  for (let place = 0; place < length; place++) {
    for (let i = 0; i < size; i++) {
      const angle = place * 10000 ** (-(i - (i % 2)) / size)
      table[place * size + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
    }
  }
  return fromTypedArray(table, [length, size])
}

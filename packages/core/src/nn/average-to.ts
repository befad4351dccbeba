import { transpose } from '../ops/layout'
import { matmul } from '../ops/matmul'
import { mean } from '../ops/reduction'
import { reshape } from '../ops/reshape'
import { fromTypedArray } from '../tensor/create'
import { formatDimension } from '../tensor/dimension'
import { shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/** The means of `count` windows that cover an axis, window i from ⌊i · size / count⌋ up to ⌈(i + 1) · size / count⌉. */
export function averageTo(x: Tensor, axis: number, count: number): Tensor {
  const size = x.shape[axis]!
  if (count === 1) return mean(x, { axes: axis, keepDimensions: true })
  if (typeof size !== 'number') {
    throw shapeError(
      'AdaptiveAveragePool',
      [x.shape],
      `the windows depend on the size ${formatDimension(size)}, which is not known.`,
      'Pool to one place, or fix the size of the input.',
    )
  }
  if (size === count) return x
  if (size % count === 0) {
    const windows = [...x.shape.slice(0, axis), count, size / count, ...x.shape.slice(axis + 1)]
    return mean(reshape(x, windows), { axes: axis + 1 })
  }
  const last = x.rank - 1
  const swapped = x.shape.map((_, at) => (at === axis ? last : at === last ? axis : at))
  const shares = fromTypedArray(windowShares(size, count), [size, count])
  return transpose(matmul(transpose(x, swapped), shares), swapped)
}

/** What element j counts in window i, at `[j, i]`. */
function windowShares(size: number, count: number): Float32Array {
  const shares = new Float32Array(size * count)
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * size) / count)
    const to = Math.ceil(((i + 1) * size) / count)
    for (let j = from; j < to; j++) shares[j * count + i] = 1 / (to - from)
  }
  return shares
}

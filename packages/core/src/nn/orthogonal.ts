import { fansOf } from './fans'
import type { Initializer } from './initializer'

/**
 * Rows that are orthonormal, or columns where there are more rows than columns, times `gain` (Saxe et al.,
 * arXiv:1312.6120). A weight `[outputs, inputs, …kernel]` counts as the matrix `[outputs, inputs · kernel]`.
 * Uniform among all such matrices.
 */
export const orthogonal =
  ({ gain = 1 }: { readonly gain?: number } = {}): Initializer =>
  (out, shape, key) => {
    const { fanIn: columns } = fansOf(shape)
    const rows = shape[0]!
    const isWide = rows <= columns
    const [count, length] = isWide ? [rows, columns] : [columns, rows]
    const vectors = orthonormal(key.normal(out.length), count, length)
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < length; j++) {
        out[isWide ? i * columns + j : j * columns + i] = gain * vectors[i * length + j]!
      }
    }
  }

/** Gram and Schmidt's method on `count` rows, each projected twice, which keeps it exact to rounding. */
function orthonormal(matrix: Float64Array, count: number, length: number): Float64Array {
  const row = (index: number) => matrix.subarray(index * length, (index + 1) * length)
  for (let i = 0; i < count; i++) {
    const own = row(i)
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = row(j)
        const share = own.reduce((total, value, at) => total + value * other[at]!, 0)
        for (let at = 0; at < length; at++) own[at]! -= share * other[at]!
      }
    }
    const norm = Math.sqrt(own.reduce((total, value) => total + value * value, 0))
    for (let at = 0; at < length; at++) own[at]! /= norm
  }
  return matrix
}

import type { CompressedRows } from '../sparse'
import type { Features } from './features'

/**
 * Features as sparse rows: words and numbers of a row together have the length 1, and so has its embedding, whose
 * numbers are columns that follow those of the words.
 */
export function unitRows({ rows, width, vectors }: Features): CompressedRows {
  const offsets = new Int32Array(rows.rows + 1)
  const indices: number[] = []
  const values: number[] = []
  const add = (own: ArrayLike<number>, columnOf: (at: number) => number) => {
    let square = 0
    for (let at = 0; at < own.length; at++) square += own[at]! ** 2
    for (let at = 0; at < own.length; at++) {
      if (own[at] === 0) continue
      indices.push(columnOf(at))
      values.push(own[at]! / Math.sqrt(square))
    }
  }
  for (let row = 0; row < rows.rows; row++) {
    const start = rows.offsets[row]!
    add(rows.values.subarray(start, rows.offsets[row + 1]!), (at) => rows.indices[start + at]!)
    add(vectors.subarray(row * width, (row + 1) * width), (at) => rows.columns + at)
    offsets[row + 1] = indices.length
  }
  return {
    rows: rows.rows,
    columns: rows.columns + width,
    offsets,
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  }
}

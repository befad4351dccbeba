import { RandomKey } from '@graftjs/base'
import type { CompressedRows } from '../../sparse'

/** A random sparse matrix whose rows have from none to all columns, ascending, with values of ±0.5 … ±4. */
export function randomRows(rows: number, columns: number, seed: number): CompressedRows {
  const offsets = new Int32Array(rows + 1)
  const indices: number[] = []
  const values: number[] = []
  for (let row = 0; row < rows; row++) {
    const key = RandomKey.from(seed).fold(row)
    const share = row % 5 === 0 ? row / rows : 0.2 / (1 + (row % 3))
    const chance = key.uniform(2 * columns)
    for (let column = 0; column < columns; column++) {
      if (chance[column]! >= share) continue
      const value = Math.ceil(8 * chance[columns + column]!) / 2
      indices.push(column)
      values.push(value === 4 ? -1 : value)
    }
    offsets[row + 1] = indices.length
  }
  return { rows, columns, offsets, indices: Int32Array.from(indices), values: Float32Array.from(values) }
}

import type { CompressedRows } from '../../sparse'

/** The entries of positive weight. Where there are no others the arrays are shared with the input. */
export function positives(matrix: CompressedRows): CompressedRows {
  const { rows, columns, offsets, indices, values } = matrix
  if (values.every((value) => value > 0)) return matrix
  const kept = new Int32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    let count = 0
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) if (values[at]! > 0) count++
    kept[row + 1] = kept[row]! + count
  }
  const isPositive = (_: number, at: number) => values[at]! > 0
  return {
    rows,
    columns,
    offsets: kept,
    indices: indices.filter(isPositive),
    values: values.filter((value) => value > 0),
  }
}

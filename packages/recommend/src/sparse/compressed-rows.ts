/**
 * A sparse matrix, row by row: the entries of row r are `indices[offsets[r]] … indices[offsets[r + 1] − 1]` with
 * their `values`. The order within a row is the one in which the entries came in.
 */
export interface CompressedRows {
  readonly rows: number
  readonly columns: number
  /** `rows + 1` positions. */
  readonly offsets: Int32Array
  /** The column of each entry. */
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Where each row begins once entries are grouped by row: a running count of `rowOf`. */
export function offsetsOf(rowOf: Int32Array, rows: number): Int32Array {
  const offsets = new Int32Array(rows + 1)
  for (let at = 0; at < rowOf.length; at++) offsets[rowOf[at]! + 1]!++
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!
  return offsets
}

/** Rows become columns. Within a new row the entries stand in the order of the old rows. */
export function transpose({ rows, columns, offsets, indices, values }: CompressedRows): CompressedRows {
  const across = offsetsOf(indices, columns)
  const next = across.slice()
  const rowOf = new Int32Array(indices.length)
  const moved = new Float32Array(indices.length)
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const to = next[indices[at]!]!++
      rowOf[to] = row
      moved[to] = values[at]!
    }
  }
  return { rows: columns, columns: rows, offsets: across, indices: rowOf, values: moved }
}

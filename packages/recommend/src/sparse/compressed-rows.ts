import { atOnce, rowStretches, type Slices, stretches } from './slices'

/**
 * A sparse matrix, row by row: the entries of row r are `indices[offsets[r]]` … `indices[offsets[r + 1] − 1]` with
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

/** How many entries each column has. */
export function countsOfColumns({
  columns,
  indices,
}: Pick<CompressedRows, 'columns' | 'indices'>): Int32Array {
  const counts = new Int32Array(columns)
  for (let at = 0; at < indices.length; at++) counts[indices[at]!]!++
  return counts
}

/** Where each row begins once entries are grouped by row: a running count of `rowOf`. */
export function offsetsOf(rowOf: Int32Array, rows: number): Int32Array {
  return atOnce(offsetSlices(rowOf, rows))
}

function* offsetSlices(rowOf: Int32Array, rows: number): Slices<Int32Array> {
  const offsets = new Int32Array(rows + 1)
  for (const [from, to] of stretches(rowOf.length)) {
    for (let at = from; at < to; at++) offsets[rowOf[at]! + 1]!++
    yield
  }
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!
  return offsets
}

/** Rows become columns. Within a new row the entries stand in the order of the old rows. */
export function transpose(matrix: CompressedRows): CompressedRows {
  return atOnce(transposeSlices(matrix))
}

export function* transposeSlices({
  rows,
  columns,
  offsets,
  indices,
  values,
}: CompressedRows): Slices<CompressedRows> {
  const across = yield* offsetSlices(indices, columns)
  const next = across.slice()
  const rowOf = new Int32Array(indices.length)
  const moved = new Float32Array(indices.length)
  for (const [from, to] of rowStretches(offsets)) {
    for (let row = from; row < to; row++) {
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
        const place = next[indices[at]!]!++
        rowOf[place] = row
        moved[place] = values[at]!
      }
    }
    yield
  }
  return { rows: columns, columns: rows, offsets: across, indices: rowOf, values: moved }
}

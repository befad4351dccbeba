import type { CompressedRows } from '../../sparse'

/** Rows of a matrix, in the order given. */
export function someRows(
  { columns, offsets, indices, values }: CompressedRows,
  rows: Int32Array,
): CompressedRows {
  const own = new Int32Array(rows.length + 1)
  rows.forEach((row, at) => {
    own[at + 1] = own[at]! + offsets[row + 1]! - offsets[row]!
  })
  const out = { indices: new Int32Array(own[rows.length]!), values: new Float32Array(own[rows.length]!) }
  rows.forEach((row, at) => {
    out.indices.set(indices.subarray(offsets[row]!, offsets[row + 1]!), own[at]!)
    out.values.set(values.subarray(offsets[row]!, offsets[row + 1]!), own[at]!)
  })
  return { rows: rows.length, columns, offsets: own, ...out }
}

/** Rows that are looked through before the event loop breathes. */
const SLICE = 1 << 12

/** Columns of a matrix as rows, in the order given, without transposing all of it. */
export async function someColumns(
  { rows, columns, offsets, indices, values }: CompressedRows,
  wanted: Int32Array,
  breathe: () => Promise<void>,
): Promise<CompressedRows> {
  const placeOf = new Int32Array(columns).fill(-1)
  wanted.forEach((column, at) => {
    placeOf[column] = at
  })
  const found = wanted.length
  const entries: { readonly rows: number[]; readonly values: number[] }[] = Array.from(
    { length: found },
    () => ({
      rows: [],
      values: [],
    }),
  )
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const place = placeOf[indices[at]!]!
      if (place < 0) continue
      entries[place]!.rows.push(row)
      entries[place]!.values.push(values[at]!)
    }
    if (row % SLICE === 0) await breathe()
  }
  const own = new Int32Array(found + 1)
  entries.forEach((of, at) => {
    own[at + 1] = own[at]! + of.rows.length
  })
  return {
    rows: found,
    columns: rows,
    offsets: own,
    indices: Int32Array.from(entries.flatMap((of) => of.rows)),
    values: Float32Array.from(entries.flatMap((of) => of.values)),
  }
}

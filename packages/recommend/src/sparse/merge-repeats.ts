import type { CompressedRows } from './compressed-rows'

/** What several events of one user with one item come to: their sum, the greatest, or the last. */
export type Duplicates = 'sum' | 'max' | 'last'

const merges = {
  sum: (kept, value) => kept + value,
  max: (kept, value) => Math.max(kept, value),
  last: (_, value) => value,
} satisfies Record<Duplicates, (kept: number, value: number) => number>

/**
 * Makes one entry out of the repeated columns of each row, at the place of the first; entries that come to 0 are
 * left out. Where nothing repeats, the arrays are shared with the input.
 */
export function mergeRepeats(matrix: CompressedRows, duplicates: Duplicates): CompressedRows {
  if (!hasRepeatsOrZeros(matrix)) return matrix
  const { rows, columns, offsets, indices, values } = matrix
  const merge = merges[duplicates]
  const kept = new Int32Array(rows + 1)
  const keptIndices = new Int32Array(indices.length)
  const keptValues = new Float64Array(indices.length)
  const placeOf = new Int32Array(columns).fill(-1)
  let length = 0
  for (let row = 0; row < rows; row++) {
    const start = length
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const column = indices[at]!
      const place = placeOf[column]!
      if (place >= start) keptValues[place] = merge(keptValues[place]!, values[at]!)
      else {
        placeOf[column] = length
        keptIndices[length] = column
        keptValues[length++] = values[at]!
      }
    }
    let to = start
    for (let at = start; at < length; at++) {
      placeOf[keptIndices[at]!] = -1
      if (keptValues[at] === 0) continue
      keptIndices[to] = keptIndices[at]!
      keptValues[to++] = keptValues[at]!
    }
    length = to
    kept[row + 1] = length
  }
  return {
    rows,
    columns,
    offsets: kept,
    indices: keptIndices.slice(0, length),
    values: Float32Array.from(keptValues.subarray(0, length)),
  }
}

function hasRepeatsOrZeros({ rows, columns, offsets, indices, values }: CompressedRows): boolean {
  const lastRow = new Int32Array(columns).fill(-1)
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      if (lastRow[indices[at]!] === row || values[at] === 0) return true
      lastRow[indices[at]!] = row
    }
  }
  return false
}

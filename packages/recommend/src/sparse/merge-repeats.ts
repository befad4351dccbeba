import type { CompressedRows } from './compressed-rows'
import { atOnce, rowStretches, type Slices } from './slices'

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
  return atOnce(mergeSlices(matrix, duplicates))
}

export function* mergeSlices(matrix: CompressedRows, duplicates: Duplicates): Slices<CompressedRows> {
  const lastRow = new Int32Array(matrix.columns).fill(-1)
  let repeats = false
  for (const [from, to] of rowStretches(matrix.offsets)) {
    repeats ||= hasRepeatsOrZeros(matrix, from, to, lastRow)
    yield
  }
  if (!repeats) return matrix
  const merged = new Merged(matrix, merges[duplicates])
  for (const [from, to] of rowStretches(matrix.offsets)) {
    for (let row = from; row < to; row++) merged.add(row)
    yield
  }
  return merged.matrix()
}

function hasRepeatsOrZeros(
  { offsets, indices, values }: CompressedRows,
  from: number,
  to: number,
  lastRow: Int32Array,
): boolean {
  for (let row = from; row < to; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      if (lastRow[indices[at]!] === row || values[at] === 0) return true
      lastRow[indices[at]!] = row
    }
  }
  return false
}

/** Rows of which each column is there once. */
class Merged {
  readonly #offsets: Int32Array
  readonly #indices: Int32Array
  /** In double precision, since sums are rounded once. */
  readonly #values: Float64Array
  readonly #placeOf: Int32Array
  #length = 0

  constructor(
    private readonly from: CompressedRows,
    private readonly merge: (kept: number, value: number) => number,
  ) {
    this.#offsets = new Int32Array(from.rows + 1)
    this.#indices = new Int32Array(from.indices.length)
    this.#values = new Float64Array(from.indices.length)
    this.#placeOf = new Int32Array(from.columns).fill(-1)
  }

  add(row: number): void {
    const { offsets, indices, values } = this.from
    const start = this.#length
    let end = start
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const column = indices[at]!
      const place = this.#placeOf[column]!
      if (place >= 0) this.#values[place] = this.merge(this.#values[place]!, values[at]!)
      else {
        this.#placeOf[column] = end
        this.#indices[end] = column
        this.#values[end++] = values[at]!
      }
    }
    let to = start
    for (let at = start; at < end; at++) {
      this.#placeOf[this.#indices[at]!] = -1
      if (this.#values[at] === 0) continue
      this.#indices[to] = this.#indices[at]!
      this.#values[to++] = this.#values[at]!
    }
    this.#length = to
    this.#offsets[row + 1] = to
  }

  matrix(): CompressedRows {
    const { rows, columns } = this.from
    return {
      rows,
      columns,
      offsets: this.#offsets,
      indices: this.#indices.slice(0, this.#length),
      values: Float32Array.from(this.#values.subarray(0, this.#length)),
    }
  }
}

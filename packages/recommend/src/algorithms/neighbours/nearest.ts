import { type KernelRows, rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import type { FitContext } from '../../recommender/fit-context'
import type { CompressedRows } from '../../sparse'
import { type Comparison, weighed } from './likeness'

/** How many rows a thread compares together, so that columns that they share come from memory once … */
const TOGETHER = 16
/** … unless their sums have more bytes than this. */
const SUMS = 2 ** 21
/** Entries of the columns that are gone through before the next ones: they stay in a cache. */
const STRETCH = 2 ** 19

/**
 * The `k` rows most like each of `rows`, and how like they are; the best first.
 *
 * @param across columns × rows: the transposed matrix, whose values are not used.
 */
export async function nearestRows(
  across: CompressedRows,
  compare: (matrix: CompressedRows) => Comparison,
  { k, shrinkage, rows }: { readonly k: number; readonly shrinkage: number; readonly rows: Int32Array },
  context: FitContext,
): Promise<CompressedRows> {
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const columnwise = await rowsInMemory(session, across)
    const matrix = await transposed(session, columnwise)
    const comparison = compare(matrix)
    const { values, sizes, ones } = await weighed(matrix, comparison, () => context.breathe())
    matrix.values.set(values)
    const compared = ones ? columnwise : await transposed(session, matrix)
    const order = longestFirst(matrix, rows)
    const own = memory.ints(rows.length)
    own.set(order.map((at) => rows[at]!))
    const together = Math.max(1, Math.min(TOGETHER, Math.floor(SUMS / (4 * matrix.rows))))
    const borders = stretchesOf(compared.offsets)
    const cuts = memory.ints(borders.length)
    cuts.set(borders)
    const tasks = Math.ceil(rows.length / together)
    const size = memory.floats(4 * Math.ceil(matrix.rows / 4))
    size.set(sizes)
    const [ids, scores] = [memory.ints(rows.length * k), memory.floats(rows.length * k)]
    await session.run(
      'nearestRows',
      {
        tasks,
        cost: costOf(matrix, compared, rows),
        scratch: together * (4 * matrix.rows + 16),
        onProgress: (step) => context.report({ step: step * together, steps: rows.length }),
      },
      own,
      rows.length,
      together,
      cuts,
      cuts.length - 1,
      matrix.offsets,
      matrix.indices,
      ones ? 0 : matrix.values,
      compared.offsets,
      compared.indices,
      ones ? 0 : compared.values,
      matrix.rows,
      size,
      size,
      shrinkage,
      comparison.overlap ? 1 : 0,
      k,
      ids,
      scores,
    )
    context.report({ step: rows.length, steps: rows.length })
    return compact(ids, scores, order, k, matrix.rows)
  } finally {
    await session.close()
  }
}

/** Additions: for each entry of the rows, as many as its column has entries. */
function costOf(matrix: KernelRows, across: KernelRows, rows: Int32Array): number {
  let cost = rows.length * matrix.rows
  for (const row of rows) {
    for (let at = matrix.offsets[row]!; at < matrix.offsets[row + 1]!; at++) {
      const column = matrix.indices[at]!
      cost += across.offsets[column + 1]! - across.offsets[column]!
      if (cost > 1e9) return cost
    }
  }
  return cost
}

/** The places of the longest rows first: they share most columns, and long work is better begun early. */
function longestFirst({ offsets }: KernelRows, rows: Int32Array): Int32Array {
  const length = (at: number) => offsets[rows[at]! + 1]! - offsets[rows[at]!]!
  return Int32Array.from(rows.keys()).sort((a, b) => length(b) - length(a) || a - b)
}

/** Parts columns into stretches of so many entries. */
function stretchesOf(offsets: Int32Array): Int32Array {
  const cuts = [0]
  const columns = offsets.length - 1
  for (let column = 0; column < columns; column++) {
    if (offsets[column + 1]! - offsets[cuts.at(-1)!]! > STRETCH && column > cuts.at(-1)!) cuts.push(column)
  }
  return Int32Array.from([...cuts, columns])
}

/** Lists of fixed length, −1 where they end, of rows in another order, as rows. */
function compact(
  ids: Int32Array,
  scores: Float32Array,
  order: Int32Array,
  k: number,
  columns: number,
): CompressedRows {
  const rows = order.length
  const offsets = new Int32Array(rows + 1)
  order.forEach((row, place) => {
    let length = 0
    while (length < k && ids[place * k + length]! >= 0) length++
    offsets[row + 1] = length
  })
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!
  const out = { indices: new Int32Array(offsets[rows]!), values: new Float32Array(offsets[rows]!) }
  order.forEach((row, place) => {
    const length = offsets[row + 1]! - offsets[row]!
    out.indices.set(ids.subarray(place * k, place * k + length), offsets[row])
    out.values.set(scores.subarray(place * k, place * k + length), offsets[row])
  })
  return { rows, columns, offsets, ...out }
}

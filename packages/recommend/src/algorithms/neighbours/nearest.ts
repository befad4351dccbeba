import { type KernelRows, rowsInMemory, transposed } from '../../kernels/kernel-rows'
import { KernelSession } from '../../kernels/kernel-session'
import type { FitContext } from '../../recommender/fit-context'
import type { CompressedRows } from '../../sparse'
import { type Comparison, weighed } from './likeness'

/** Rows that a thread compares at a time. */
const TAKE = 8

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
    const own = memory.ints(rows.length)
    own.set(rows)
    const size = memory.floats(4 * Math.ceil(matrix.rows / 4))
    size.set(sizes)
    const [ids, scores] = [memory.ints(rows.length * k), memory.floats(rows.length * k)]
    await session.run(
      'nearestRows',
      {
        tasks: rows.length,
        take: TAKE,
        cost: costOf(matrix, compared, rows),
        scratch: 4 * matrix.rows + 16,
        onProgress: (step) => context.report({ step, steps: rows.length }),
      },
      own,
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
    return compact(ids, scores, rows.length, k, matrix.rows)
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

/** Lists of fixed length, −1 where they end, as rows. */
function compact(
  ids: Int32Array,
  scores: Float32Array,
  rows: number,
  k: number,
  columns: number,
): CompressedRows {
  const offsets = new Int32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    let length = 0
    while (length < k && ids[row * k + length]! >= 0) length++
    offsets[row + 1] = offsets[row]! + length
  }
  const out = { indices: new Int32Array(offsets[rows]!), values: new Float32Array(offsets[rows]!) }
  for (let row = 0; row < rows; row++) {
    const length = offsets[row + 1]! - offsets[row]!
    out.indices.set(ids.subarray(row * k, row * k + length), offsets[row])
    out.values.set(scores.subarray(row * k, row * k + length), offsets[row])
  }
  return { rows, columns, offsets, ...out }
}

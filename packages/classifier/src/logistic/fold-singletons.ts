import type { TimeSlice } from '../rows/time-slice'
import type { SparseMatrix, SparseVector } from './sparse-matrix'

/** A matrix with fewer columns that has the same solutions, and the way back to the columns that were folded. */
export interface FoldedMatrix {
  readonly matrix: SparseMatrix
  /** Coefficients `[columns, outputs]` of the original matrix from those of the folded one. */
  readonly unfold: (coefficients: Float64Array, outputs: number) => Float64Array
}

/**
 * Folds the columns that are not zero in one row only, seven of ten where pairs of words count, into one column
 * a row. With values v in that row, the best coefficients under an l2 penalty are proportional to v (the loss
 * sees only v · w, and among all w of one v · w the shortest is along v), so a single column of value ‖v‖ and
 * coefficient u stands for all of them: w = u · v / ‖v‖, with the same loss and the same penalty.
 */
export async function foldSingletons(matrix: SparseMatrix, slice: TimeSlice): Promise<FoldedMatrix> {
  const rowsWith = new Int32Array(matrix.columns)
  for (const { columns } of matrix.rows) {
    for (const column of columns) rowsWith[column]! += 1
    await slice.pause()
  }
  const target = new Int32Array(matrix.columns)
  const share = new Float64Array(matrix.columns)
  let width = 0
  for (let column = 0; column < matrix.columns; column++) {
    if (rowsWith[column] === 1) continue
    target[column] = width++
    share[column] = 1
  }
  const rows: SparseVector[] = []
  for (const { columns, values } of matrix.rows) {
    const folded = foldRow({ columns, values }, rowsWith, target, share, width)
    if (folded.length > 0) width++
    rows.push(folded.row)
    await slice.pause()
  }
  const unfold = (coefficients: Float64Array, outputs: number) => {
    const original = new Float64Array(matrix.columns * outputs)
    for (let column = 0; column < matrix.columns; column++) {
      for (let o = 0; o < outputs; o++) {
        original[column * outputs + o] = share[column]! * coefficients[target[column]! * outputs + o]!
      }
    }
    return original
  }
  return { matrix: { rows, columns: width }, unfold }
}

/** Writes where the row's lone columns went, and gives the row with them as one column, `free`, of their length. */
function foldRow(
  { columns, values }: SparseVector,
  rowsWith: Int32Array,
  target: Int32Array,
  share: Float64Array,
  free: number,
): { row: SparseVector; length: number } {
  const shared: number[] = []
  const alone: number[] = []
  columns.forEach((column, i) => {
    ;(rowsWith[column] === 1 ? alone : shared).push(i)
  })
  const length = Math.sqrt(alone.reduce((sum, i) => sum + values[i]! ** 2, 0))
  for (const i of alone) {
    target[columns[i]!] = free
    share[columns[i]!] = values[i]! / length
  }
  const foldedColumns = shared.map((i) => target[columns[i]!]!)
  const foldedValues = shared.map((i) => values[i]!)
  if (length > 0) {
    foldedColumns.push(free)
    foldedValues.push(length)
  }
  return { row: { columns: Int32Array.from(foldedColumns), values: Float64Array.from(foldedValues) }, length }
}

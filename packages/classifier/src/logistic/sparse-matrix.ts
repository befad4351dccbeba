/** One row of a sparse matrix: the columns that are not zero, in no particular order, and their values. */
export interface SparseVector {
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** A matrix as its rows; `columns` is its width. */
export interface SparseMatrix {
  readonly rows: readonly SparseVector[]
  readonly columns: number
}

/** `out[o] = Σ row[f] · weights[f, o]` with weights `[columns, outputs]`. */
export function timesWeights(row: SparseVector, weights: Float64Array, out: Float64Array): void {
  const outputs = out.length
  const { columns, values } = row
  if (outputs === 1) {
    let sum = 0
    for (let i = 0; i < columns.length; i++) sum += values[i]! * weights[columns[i]!]!
    out[0] = sum
    return
  }
  out.fill(0)
  for (let i = 0; i < columns.length; i++) {
    const value = values[i]!
    const start = columns[i]! * outputs
    for (let o = 0; o < outputs; o++) out[o]! += value * weights[start + o]!
  }
}

/** `weights[f, o] += row[f] · amounts[o]` with weights `[columns, outputs]`. */
export function addOuterProduct(row: SparseVector, amounts: Float64Array, weights: Float64Array): void {
  const outputs = amounts.length
  const { columns, values } = row
  for (let i = 0; i < columns.length; i++) {
    const value = values[i]!
    const start = columns[i]! * outputs
    for (let o = 0; o < outputs; o++) weights[start + o]! += value * amounts[o]!
  }
}

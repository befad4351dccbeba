/** A symmetric, positive definite matrix, decomposed so that equations with it can be solved. Float64 throughout. */
export class Decomposed {
  readonly #lower: Float64Array

  /** @param matrix size × size; its lower half is overwritten. */
  constructor(
    matrix: Float64Array,
    private readonly size: number,
  ) {
    this.#lower = matrix
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let rest = matrix[i * size + j]!
        for (let k = 0; k < j; k++) rest -= matrix[i * size + k]! * matrix[j * size + k]!
        matrix[i * size + j] =
          i === j ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / matrix[j * size + j]!
      }
    }
  }

  /** x with matrix · x = right. */
  solve(right: ArrayLike<number>): Float64Array {
    const { size } = this
    const lower = this.#lower
    const x = Float64Array.from(right)
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!
      x[i]! /= lower[i * size + i]!
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!
      x[i]! /= lower[i * size + i]!
    }
    return x
  }
}

/** matrix += factor · row ⊗ row, on and below the diagonal. */
export function addOuterProduct(matrix: Float64Array, row: ArrayLike<number>, factor: number): void {
  const size = row.length
  for (let i = 0; i < size; i++) {
    const scaled = factor * row[i]!
    for (let j = 0; j <= i; j++) matrix[i * size + j]! += scaled * row[j]!
  }
}

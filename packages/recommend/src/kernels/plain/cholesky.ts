import type { Kernels } from '../kernels'
import { addOuterProduct } from './gram'
import { addFour, addScaled, dot } from './vectors'
import { floatAt, intAt, rowAt, type Views } from './views'

const { fround } = Math

/** The least positive number of single precision that has all its digits. */
const LEAST = 2 ** -126

export const solveByCholesky =
  (views: Views): Kernels['solveByCholesky'] =>
  (_scratch, first, last, order, offsets, columns, values, valueStep, penalties, ...rest) => {
    const [slope, shift, floor, gram, x, y, width, factors] = rest
    for (let task = first; task < last; task++) {
      const row = intAt(views, order, task)
      const solution = rowAt(views, x, row, width).fill(0)
      const [start, end] = [intAt(views, offsets, row), intAt(views, offsets, row + 1)]
      if (start === end) continue
      const matrix =
        gram === 0 ? new Float32Array(width * width) : rowAt(views, gram, 0, width * width).slice()
      const right = new Float32Array(width)
      for (let k = start; k < end; k++) {
        const c = floatAt(views, values, (k * valueStep) / 4)
        const own = rowAt(views, y, intAt(views, columns, k), width)
        const a = fround(fround(fround(slope) * Math.abs(c)) + fround(shift))
        addScaled(right, own, Math.max(c, fround(floor)))
        addOuterProduct(
          matrix,
          own.map((value) => a * value),
          own,
        )
      }
      const penalty = floatAt(views, penalties, row)
      for (let i = 0; i < width; i++) {
        const at = i * (width + 1)
        matrix[at] = i < factors ? matrix[at]! + penalty : 1
      }
      const rows = Array.from({ length: width }, (_, i) => matrix.subarray(i * width, (i + 1) * width))
      const inverses = decompose(rows)
      substitute(rows, inverses, right, solution)
    }
  }

/** Makes entries j … j + 3 of a row those of L, from the rows of L that begin at j. */
function eliminate(
  rows: readonly Float32Array[],
  inverses: Float32Array,
  row: Float32Array,
  j: number,
): void {
  for (let i = j; i < j + 4; i++) {
    const other = rows[i]!
    let rest = fround(row[i]! - dot(other, row, j))
    for (let k = j; k < i; k++) rest = fround(rest - fround(row[k]! * other[k]!))
    row[i] = rest * inverses[i]!
  }
}

/** Makes a symmetric matrix L of L · Lᵀ, below the diagonal and in place; returns 1 ÷ the diagonal of L. */
function decompose(rows: readonly Float32Array[]): Float32Array {
  const inverses = new Float32Array(rows.length)
  rows.forEach((row, i) => {
    const block = i - (i % 4)
    for (let j = 0; j < block; j += 4) eliminate(rows, inverses, row, j)
    for (let j = block; j <= i; j++) {
      const other = rows[j]!
      let rest = fround(row[j]! - dot(row, other, block))
      for (let k = block; k < j; k++) rest = fround(rest - fround(row[k]! * other[k]!))
      if (j < i) row[j] = rest * inverses[j]!
      else inverses[j] = 1 / fround(Math.sqrt(Math.max(rest, LEAST)))
    }
  })
  return inverses
}

/** L · Lᵀ · x = right */
function substitute(
  rows: readonly Float32Array[],
  inverses: Float32Array,
  right: Float32Array,
  x: Float32Array,
): void {
  for (let j = 0; j < rows.length; j += 4) eliminate(rows, inverses, right, j)
  for (let j = rows.length - 4; j >= 0; j -= 4) {
    const block = rows.slice(j, j + 4)
    for (let i = j + 3; i >= j; i--) {
      let rest = right[i]!
      for (let k = j + 3; k > i; k--) rest = fround(rest - fround(x[k]! * rows[k]![i]!))
      x[i] = rest * inverses[i]!
    }
    addFour(
      right,
      block,
      x.subarray(j, j + 4).map((value) => -value),
      j,
    )
  }
}

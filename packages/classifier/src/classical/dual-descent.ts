import type { RandomKey } from '@graftjs/base'
import type { FeatureMatrix } from '../logistic/feature-matrix'
import type { TimeSlice } from '../rows/time-slice'

/** `hinge`: max(0, 1 − margin); `squared-hinge`: its square. */
export type MarginLoss = 'hinge' | 'squared-hinge'

export interface DualDescentOptions {
  readonly loss: MarginLoss
  /** Stop when the projected gradients of all rows are this close to each other. */
  readonly tolerance: number
  readonly maximumIterations: number
  readonly key: RandomKey
  readonly slice: TimeSlice
}

/** One separating plane: `coefficients · x + intercept`. */
export interface Plane {
  readonly coefficients: Float64Array
  readonly intercept: number
  readonly converged: boolean
}

/**
 * Minimizes `½ ‖w‖² + Σ costs · loss(sign · w·x)` by dual coordinate descent with shrinking (Hsieh et al. 2008,
 * algorithm 3), as liblinear does: the intercept is the weight of one more feature that is 1 in every row, and is
 * held small with the others.
 *
 * @param signs 1 for rows of the class, −1 for the others
 * @param costs what a row's loss counts: C, times its weight
 */
export async function descendDual(
  { data, rows, columns }: FeatureMatrix,
  signs: Int8Array,
  costs: Float64Array,
  { loss, tolerance, maximumIterations, key, slice }: DualDescentOptions,
): Promise<Plane> {
  const weights = new Float64Array(columns)
  let intercept = 0
  const alpha = new Float64Array(rows)
  const diagonal = (row: number) => (loss === 'hinge' ? 0 : 0.5 / costs[row]!)
  const most = (row: number) => (loss === 'hinge' ? costs[row]! : Number.POSITIVE_INFINITY)
  const curvature = await squaredLengths({ data, rows, columns }, slice)
  for (let row = 0; row < rows; row++) curvature[row]! += diagonal(row)

  const order = Int32Array.from({ length: rows }, (_, row) => row)
  let active = rows
  let highest = Number.POSITIVE_INFINITY
  let lowest = Number.NEGATIVE_INFINITY
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    let greatest = Number.NEGATIVE_INFINITY
    let least = Number.POSITIVE_INFINITY
    shuffle(order, active, key.fold(iteration).uniform(active))
    for (let at = 0; at < active; at++) {
      if (at % 32 === 0 && slice.over) await slice.pause()
      const row = order[at]!
      const sign = signs[row]!
      const start = row * columns
      let score = intercept
      for (let c = 0; c < columns; c++) score += weights[c]! * data[start + c]!
      const gradient = sign * score - 1 + diagonal(row) * alpha[row]!
      const atBottom = alpha[row] === 0
      const atTop = alpha[row] === most(row)
      if ((atBottom && gradient > highest) || (atTop && gradient < lowest)) {
        // The row will stay at its bound: leave it out until the others have settled.
        active--
        order[at--] = order[active]!
        order[active] = row
        continue
      }
      const projected = (atBottom && gradient > 0) || (atTop && gradient < 0) ? 0 : gradient
      greatest = Math.max(greatest, projected)
      least = Math.min(least, projected)
      if (Math.abs(projected) <= 1e-12) continue
      const before = alpha[row]!
      alpha[row] = Math.min(Math.max(before - gradient / curvature[row]!, 0), most(row))
      const step = sign * (alpha[row]! - before)
      for (let c = 0; c < columns; c++) weights[c]! += step * data[start + c]!
      intercept += step
    }
    if (greatest - least <= tolerance) {
      if (active === rows) return { coefficients: weights, intercept, converged: true }
      active = rows
      highest = Number.POSITIVE_INFINITY
      lowest = Number.NEGATIVE_INFINITY
      continue
    }
    highest = greatest > 0 ? greatest : Number.POSITIVE_INFINITY
    lowest = least < 0 ? least : Number.NEGATIVE_INFINITY
  }
  return { coefficients: weights, intercept, converged: false }
}

/** ‖x‖² + 1 of every row: the one is the intercept's feature. */
async function squaredLengths(
  { data, rows, columns }: FeatureMatrix,
  slice: TimeSlice,
): Promise<Float64Array> {
  const squares = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 1
    for (let at = row * columns; at < (row + 1) * columns; at++) sum += data[at]! * data[at]!
    squares[row] = sum
    if (row % 256 === 0) await slice.pause()
  }
  return squares
}

/** Shuffles the first `count` in place. */
function shuffle(order: Int32Array, count: number, uniform: Float64Array): void {
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(uniform[last]! * (last + 1))
    const held = order[last]!
    order[last] = order[other]!
    order[other] = held
  }
}

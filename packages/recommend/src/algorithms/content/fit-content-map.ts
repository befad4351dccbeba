import type { Features } from '../../features/features'
import { unitRows } from '../../features/unit-rows'
import type { CompressedRows } from '../../sparse'
import { ContentMap } from './content-map'

/** Rows that are worked on before the event loop breathes. */
const SLICE = 256
/** Steps of conjugate gradients at most, and the share of the squared residual that is good enough. */
const STEPS = 300
const GOOD = 1e-14

/** What is to be met: the numbers of some items. */
export interface ContentTargets {
  /** The rows of the features that have them. */
  readonly rows: Int32Array
  /** How many numbers each has. */
  readonly size: number
  readonly of: (row: number) => ArrayLike<number>
}

/**
 * A ridge regression from features to numbers, around the means of both: Gantner, Drumond, Freudenthaler, Rendle and
 * Schmidt-Thieme, "Learning attribute-to-feature mappings for cold-start recommendations" (ICDM 2010), with their least
 * squares. Solved by conjugate gradients for all numbers at once, so that many words cost little.
 */
export async function fitContentMap(
  features: Features,
  { rows: wanted, size, of }: ContentTargets,
  ridge: number,
  breathe: () => Promise<void>,
): Promise<ContentMap> {
  const content = unitRows(features)
  const { columns } = content
  const count = Math.max(1, wanted.length)
  const base = new Float64Array(size)
  const means = new Float64Array(columns)
  for (const row of wanted) {
    const own = of(row)
    for (let d = 0; d < size; d++) base[d]! += own[d]! / count
    for (let at = content.offsets[row]!; at < content.offsets[row + 1]!; at++) {
      means[content.indices[at]!]! += content.values[at]! / count
    }
  }
  const apply = products(content, wanted, size, means)
  const gradient = await apply.across((row) => {
    const own = of(row)
    return base.map((mean, d) => own[d]! - mean)
  }, breathe)
  const solution = await descend(gradient, size, async (direction) => {
    const applied = await apply.both(direction, breathe)
    for (let at = 0; at < applied.length; at++) applied[at]! += ridge * direction[at]!
    return applied
  })
  // base + weights · (features − means), as a sum over the features that are there.
  for (let column = 0; column < columns; column++) {
    for (let d = 0; d < size; d++) base[d]! -= means[column]! * solution[column * size + d]!
  }
  return new ContentMap(features.names, features.width, Float32Array.from(base), Float32Array.from(solution))
}

/** Products with the rows of a matrix, less their mean. */
function products(
  { columns, offsets, indices, values }: CompressedRows,
  rows: Int32Array,
  size: number,
  means: Float64Array,
) {
  /** Σ rowᵀ · what a row gives; the mean may be left out where what is given adds up to 0. */
  const across = async (of: (row: number) => Float64Array, breathe: () => Promise<void>) => {
    const sums = new Float64Array(columns * size)
    for (const [at, row] of rows.entries()) {
      if (at % SLICE === 0) await breathe()
      const own = of(row)
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
        const place = indices[entry]! * size
        for (let d = 0; d < size; d++) sums[place + d]! += values[entry]! * own[d]!
      }
    }
    return sums
  }
  /** Σ (row − mean)ᵀ · (row − mean) · direction */
  const both = (direction: Float64Array, breathe: () => Promise<void>) => {
    const shift = new Float64Array(size)
    for (let column = 0; column < columns; column++) {
      for (let d = 0; d < size; d++) shift[d]! += means[column]! * direction[column * size + d]!
    }
    const own = new Float64Array(size)
    return across((row) => {
      for (let d = 0; d < size; d++) own[d] = -shift[d]!
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
        const place = indices[entry]! * size
        for (let d = 0; d < size; d++) own[d]! += values[entry]! * direction[place + d]!
      }
      return own
    }, breathe)
  }
  return { across, both }
}

/** Conjugate gradients for `size` problems that have one matrix, from 0. */
async function descend(
  gradient: Float64Array,
  size: number,
  apply: (direction: Float64Array) => Promise<Float64Array>,
): Promise<Float64Array> {
  const solution = new Float64Array(gradient.length)
  const residual = gradient.slice()
  const direction = gradient.slice()
  let squares = columnProducts(residual, residual, size)
  const enough = squares.map((square) => square * GOOD)
  for (let step = 0; step < STEPS && squares.some((square, d) => square > enough[d]!); step++) {
    const applied = await apply(direction)
    const curvature = columnProducts(direction, applied, size)
    const lengths = squares.map((square, d) => (square > enough[d]! ? square / curvature[d]! : 0))
    for (let at = 0; at < solution.length; at++) {
      solution[at]! += lengths[at % size]! * direction[at]!
      residual[at]! -= lengths[at % size]! * applied[at]!
    }
    const next = columnProducts(residual, residual, size)
    for (let at = 0; at < direction.length; at++) {
      const d = at % size
      direction[at] = residual[at]! + (squares[d]! > 0 ? next[d]! / squares[d]! : 0) * direction[at]!
    }
    squares = next
  }
  return solution
}

function columnProducts(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const products = new Float64Array(size)
  for (let at = 0; at < a.length; at++) products[at % size]! += a[at]! * b[at]!
  return products
}

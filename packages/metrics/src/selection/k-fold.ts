import { asWholeNumber, type Column } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { Draws } from '../random/draws'
import { type Split, splitByMark } from './split'
import { strataOf } from './strata'

export interface KFoldOptions<L extends Label> {
  /** How many folds, each of which is the test once; 5 by default. */
  readonly folds?: number
  /** Deal rows out at random (default) or in blocks, in their order. */
  readonly shuffle?: boolean
  /** The same seed gives the same folds; 1 by default. */
  readonly seed?: number
  /** One label per row: every class is spread evenly over the folds. */
  readonly stratify?: Column<L>
}

/**
 * Cuts the rows into folds of nearly equal size; each split tests on one and trains on the others. Without
 * shuffling the folds are those of scikit-learn's `KFold` and `StratifiedKFold`.
 *
 * @param rows how many rows there are.
 */
export function kFold<L extends Label>(
  rows: number,
  { folds = 5, shuffle = true, seed = 1, stratify }: KFoldOptions<L> = {},
): Split[] {
  asWholeNumber(rows, 'rows', 2)
  asWholeNumber(folds, 'folds', 2)
  if (folds > rows) {
    refuse({
      what: `folds is ${folds} for ${rows} rows.`,
      where: 'folds',
      fix: 'Use at most as many folds as there are rows.',
      code: 'invalid-option',
    })
  }
  const draws = shuffle ? Draws.from(seed) : undefined
  const foldOf =
    stratify === undefined ? plainFolds(rows, folds, draws) : stratifiedFolds(rows, folds, stratify, draws)
  return Array.from({ length: folds }, (_, fold) => splitByMark(rows, (row) => foldOf[row] === fold))
}

function plainFolds(rows: number, folds: number, draws: Draws | undefined): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  draws?.shuffle(order)
  const foldOf = new Int32Array(rows)
  let next = 0
  for (let fold = 0; fold < folds; fold++) {
    const size = Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0)
    for (const row of order.subarray(next, next + size)) foldOf[row] = fold
    next += size
  }
  return foldOf
}

/** Deals the classes, one after the other, round the folds; within a class in blocks, or at random. */
function stratifiedFolds<L extends Label>(
  rows: number,
  folds: number,
  labels: Column<L>,
  draws: Draws | undefined,
): Int32Array {
  const strata = strataOf(labels, rows)
  const largest = Math.max(...strata.map((stratum) => stratum.rows.length))
  if (folds > largest) {
    refuse({
      what: `folds is ${folds}, and no class has more than ${largest} rows.`,
      where: 'folds',
      fix: 'Use fewer folds, or leave out stratify.',
      code: 'invalid-option',
    })
  }
  const foldOf = new Int32Array(rows)
  let dealt = 0
  for (const stratum of strata) {
    const size = stratum.rows.length
    const assigned = new Int32Array(size)
    for (let at = 0; at < size; at++) assigned[at] = (dealt + at) % folds
    assigned.sort()
    draws?.shuffle(assigned)
    stratum.rows.forEach((row, at) => {
      foldOf[row] = assigned[at]!
    })
    dealt += size
  }
  return foldOf
}

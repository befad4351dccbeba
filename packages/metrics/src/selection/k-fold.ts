import { RandomKey } from '@graftjs/base'
import { asWholeNumber, type Column } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { Draws } from '../random/draws'
import { groupFolds, stratifiedGroupFolds } from './group-folds'
import { groupingOf } from './grouping'
import { type Split, splitByMark } from './split'
import { strataOf } from './strata'

export interface KFoldOptions<L extends Label, G extends Label = Label> {
  /** How many folds, each of which is the test once; 5 by default. */
  readonly folds?: number
  /** Deal rows out at random (default) or in blocks, in their order. */
  readonly shuffle?: boolean
  /** The same seed gives the same folds; 1 by default. */
  readonly seed?: number
  /** One label per row: every class is spread evenly over the folds. */
  readonly stratify?: Column<L>
  /** One group per row (say, the author): rows of a group stay together. */
  readonly groups?: Column<G>
}

/**
 * Cuts the rows into folds of nearly equal size; each split tests on one and trains on the others. Without
 * shuffling the folds are those of scikit-learn's `KFold`, `StratifiedKFold`, `GroupKFold` and
 * `StratifiedGroupKFold`.
 *
 * @param rows how many rows there are.
 */
export function kFold<L extends Label, G extends Label = Label>(
  rows: number,
  options: KFoldOptions<L, G> = {},
): Split[] {
  const { shuffle = true, seed = 1 } = options
  return splitIntoFolds(rows, options, shuffle ? Draws.from(seed) : undefined)
}

export interface RepeatedKFoldOptions<L extends Label, G extends Label = Label>
  extends Omit<KFoldOptions<L, G>, 'shuffle'> {
  /** How often the rows are dealt out anew; 10 by default. */
  readonly repeats?: number
}

/** K-fold again and again with other random folds: folds × repeats splits. */
export function repeatedKFold<L extends Label, G extends Label = Label>(
  rows: number,
  options: RepeatedKFoldOptions<L, G> = {},
): Split[] {
  const { repeats = 10, seed = 1 } = options
  asWholeNumber(repeats, 'repeats', 1)
  const key = RandomKey.from(seed)
  return Array.from({ length: repeats }, (_, repeat) =>
    splitIntoFolds(rows, options, new Draws(key.fold(repeat))),
  ).flat()
}

function splitIntoFolds<L extends Label, G extends Label>(
  rows: number,
  { folds = 5, stratify, groups }: KFoldOptions<L, G>,
  draws: Draws | undefined,
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
  const foldOf =
    stratify === undefined
      ? groups === undefined
        ? plainFolds(rows, folds, draws)
        : groupFolds(groupingOf(groups, rows), folds, draws)
      : groups === undefined
        ? stratifiedFolds(rows, folds, stratify, draws)
        : stratifiedGroupFolds(groupingOf(groups, rows), groupingOf(stratify, rows, 'stratify'), folds, draws)
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

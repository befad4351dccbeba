import { refuse } from '../input/refuse'
import type { Draws } from '../random/draws'
import { classCountsPerGroup, type Grouping } from './grouping'

/** The fold of every row such that no group is in two folds: scikit-learn's `GroupKFold`. */
export function groupFolds(groups: Grouping, folds: number, draws: Draws | undefined): Int32Array {
  checkEnoughGroups(groups, folds)
  const foldOfGroup =
    draws === undefined ? byWeight(groups.sizes, folds) : atRandom(groups.sizes.length, folds, draws)
  return groups.groupOf.map((group) => foldOfGroup[group]!)
}

/** The largest group goes to the fold with the fewest rows, then the next. */
function byWeight(sizes: Int32Array, folds: number): Int32Array {
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b]! - sizes[a]! || b - a)
  const rowsOf = new Float64Array(folds)
  const foldOf = new Int32Array(sizes.length)
  for (const group of order) {
    const lightest = rowsOf.indexOf(Math.min(...rowsOf))
    rowsOf[lightest] = rowsOf[lightest]! + sizes[group]!
    foldOf[group] = lightest
  }
  return foldOf
}

/** Groups are shuffled and cut into equal parts. */
function atRandom(count: number, folds: number, draws: Draws): Int32Array {
  const order = draws.shuffle(Int32Array.from({ length: count }, (_, group) => group))
  const foldOf = new Int32Array(count)
  let next = 0
  for (let fold = 0; fold < folds; fold++) {
    const size = Math.floor(count / folds) + (fold < count % folds ? 1 : 0)
    for (const group of order.subarray(next, next + size)) foldOf[group] = fold
    next += size
  }
  return foldOf
}

/**
 * The fold of every row such that no group is in two folds and every class is spread as evenly as the groups
 * allow: scikit-learn's `StratifiedGroupKFold`, a greedy choice from the most uneven group on.
 */
export function stratifiedGroupFolds(
  groups: Grouping,
  classes: Grouping,
  folds: number,
  draws: Draws | undefined,
): Int32Array {
  checkEnoughGroups(groups, folds)
  const counts = classCountsPerGroup(groups, classes)
  const order = Int32Array.from(groups.sizes, (_, group) => group)
  draws?.shuffle(order)
  const unevenness = counts.map(standardDeviation)
  const sorted = Array.from(order.keys()).sort(
    (a, b) => unevenness[order[b]!]! - unevenness[order[a]!]! || a - b,
  )
  const perFold = Array.from({ length: folds }, () => new Float64Array(classes.sizes.length))
  const foldOfGroup = new Int32Array(counts.length)
  for (const at of sorted) {
    const group = order[at]!
    const fold = bestFold(perFold, counts[group]!, classes.sizes)
    perFold[fold]!.forEach((count, code) => {
      perFold[fold]![code] = count + counts[group]![code]!
    })
    foldOfGroup[group] = fold
  }
  return groups.groupOf.map((group) => foldOfGroup[group]!)
}

/** The fold that keeps the shares of every class most alike over folds; of equals the one with fewest rows. */
function bestFold(perFold: readonly Float64Array[], added: Float64Array, classSizes: Int32Array): number {
  let best = 0
  let leastUneven = Infinity
  let fewestRows = Infinity
  perFold.forEach((own, fold) => {
    const uneven = meanOf(
      Array.from(classSizes, (size, code) =>
        standardDeviation(
          Float64Array.from(
            perFold,
            (counts, other) => (counts[code]! + (other === fold ? added[code]! : 0)) / size,
          ),
        ),
      ),
    )
    const rows = own.reduce((sum, count) => sum + count, 0)
    const alike = Math.abs(uneven - leastUneven) <= 1e-8 + 1e-5 * Math.abs(leastUneven)
    if (uneven < leastUneven || (alike && rows < fewestRows)) {
      best = fold
      leastUneven = uneven
      fewestRows = rows
    }
  })
  return best
}

function standardDeviation(values: Float64Array): number {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at]!
  return sum / values.length
}

function checkEnoughGroups({ sizes }: Grouping, folds: number): void {
  if (folds <= sizes.length) return
  refuse({
    what: `folds is ${folds}, and there are ${sizes.length} groups.`,
    where: 'folds',
    fix: 'Use at most as many folds as there are groups.',
    code: 'invalid-option',
  })
}

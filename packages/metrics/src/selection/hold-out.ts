import { asWholeNumber, type Column } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse, shown } from '../input/refuse'
import { Draws } from '../random/draws'
import { groupingOf } from './grouping'
import { holdOutGroups } from './hold-out-groups'
import { type Split, splitByMark } from './split'
import { type Stratum, strataOf } from './strata'

export interface HoldOutOptions<L extends Label, G extends Label = Label> {
  /** What to hold out: a share of the rows between 0 and 1 (rounded up), or a number of rows of 1 or more. */
  readonly test: number
  /** The same seed gives the same split; 1 by default. */
  readonly seed?: number
  /** One label per row: every class is held out in the same proportion, as nearly as whole rows allow. */
  readonly stratify?: Column<L>
  /**
   * What becomes of a class with a single row, which cannot be in both parts: an error (default), or it goes
   * to the training rows.
   */
  readonly singletons?: 'refuse' | 'train'
  /**
   * One group per row (say, the thread of an e-mail): rows of a group stay together, so the number of rows held
   * out is met only as nearly as the groups allow. With `stratify` classes are kept in proportion likewise.
   */
  readonly groups?: Column<G>
}

/**
 * Sets some rows aside at random. Stratified, the number of rows that each class contributes is the one of
 * scikit-learn's `train_test_split` (the mode of the hypergeometric distribution, ties broken at random).
 *
 * @param rows how many rows there are.
 */
export function holdOut<L extends Label, G extends Label = Label>(
  rows: number,
  { test, seed = 1, stratify, singletons = 'refuse', groups }: HoldOutOptions<L, G>,
): Split {
  asWholeNumber(rows, 'rows', 2)
  const size = testRows(test, rows)
  const draws = Draws.from(seed)
  if (groups !== undefined) {
    const grouping = groupingOf(groups, rows)
    const classes = stratify === undefined ? undefined : groupingOf(stratify, rows, 'stratify')
    const isTestGroup = holdOutGroups(grouping, classes, size, draws)
    return splitByMark(rows, (row) => isTestGroup[grouping.groupOf[row]!] === 1)
  }
  const isTest = new Uint8Array(rows)
  if (stratify === undefined) {
    const order = draws.shuffle(Int32Array.from({ length: rows }, (_, row) => row))
    for (const row of order.subarray(0, size)) isTest[row] = 1
  } else {
    const strata = divisibleStrata(strataOf(stratify, rows), singletons)
    checkRoomForAll(strata, rows, size)
    const shares = apportion(strata, size, draws)
    strata.forEach((stratum, at) => {
      const order = draws.shuffle(stratum.rows.slice())
      for (const row of order.subarray(0, shares[at]!)) isTest[row] = 1
    })
  }
  return splitByMark(rows, (row) => isTest[row] === 1)
}

function testRows(test: number, rows: number): number {
  const size = test > 0 && test < 1 ? Math.ceil(test * rows) : test
  if (Number.isInteger(size) && size >= 1 && size < rows) return size
  return refuse({
    what: `test is ${shown(test)}, which leaves ${size >= rows ? 'no training rows' : 'nothing to test'} of ${rows} rows.`,
    where: 'test',
    fix: 'Pass a share between 0 and 1, or a whole number of rows from 1 to rows − 1.',
    code: 'invalid-option',
  })
}

function divisibleStrata<L extends Label>(
  strata: Stratum<L>[],
  singletons: 'refuse' | 'train',
): Stratum<L>[] {
  const single = strata.find((stratum) => stratum.rows.length === 1)
  if (single !== undefined && singletons === 'refuse') {
    const row = single.rows[0]!
    refuse({
      what: `The class ${shown(single.label)} has a single row (${row}), which cannot be in both parts.`,
      where: `stratify[${row}]`,
      fix: "Add rows of the class, leave it out, merge it, or pass singletons: 'train'.",
      row,
    })
  }
  return strata.filter((stratum) => stratum.rows.length > 1)
}

function checkRoomForAll(strata: readonly Stratum<Label>[], rows: number, size: number): void {
  const part = size < strata.length ? 'test' : rows - size < strata.length ? 'training' : undefined
  if (part === undefined) return
  refuse({
    what: `${part === 'test' ? size : rows - size} ${part} rows cannot hold all ${strata.length} classes.`,
    where: 'test',
    fix: `Make the ${part} part larger, or leave out stratify.`,
    code: 'invalid-option',
  })
}

/** How many of `size` rows each stratum gives: its exact share rounded down, the rest to the largest remainders. */
function apportion(strata: readonly Stratum<Label>[], size: number, draws: Draws): Int32Array {
  const total = strata.reduce((sum, stratum) => sum + stratum.rows.length, 0)
  const wanted = Math.min(size, total)
  const exact = strata.map((stratum) => (stratum.rows.length * wanted) / total)
  const shares = Int32Array.from(exact, Math.floor)
  let missing = wanted - shares.reduce((sum, share) => sum + share, 0)
  const order = draws.shuffle(Int32Array.from(strata, (_, at) => at))
  order.sort((a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!))
  for (const at of order) {
    if (missing === 0) break
    shares[at] = shares[at]! + 1
    missing--
  }
  return shares
}

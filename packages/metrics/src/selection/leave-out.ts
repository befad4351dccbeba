import { asWholeNumber, type Column } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { groupingOf } from './grouping'
import { type Split, splitByMark } from './split'

/** Every row is the test once, all others train. Splits are made one at a time: rows² positions do not fit memory. */
export function* leaveOneOut(rows: number): Generator<Split, void> {
  asWholeNumber(rows, 'rows', 2)
  for (let left = 0; left < rows; left++) yield splitByMark(rows, (row) => row === left)
}

/** Every group is the test once, all others train; groups in sorted order. */
export function* leaveOneGroupOut<G extends Label>(groups: Column<G>, rows: number): Generator<Split, void> {
  const { groupOf, sizes } = groupingOf(groups, rows)
  if (sizes.length < 2) {
    refuse({
      what: `There is ${sizes.length === 1 ? 'one group' : 'no group'}.`,
      where: 'groups',
      fix: 'Pass at least two groups, so that one can be left out.',
    })
  }
  for (let left = 0; left < sizes.length; left++) yield splitByMark(rows, (row) => groupOf[row] === left)
}

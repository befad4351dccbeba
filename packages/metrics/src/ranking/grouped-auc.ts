import { rankRows } from '../classification/ranked-rows'
import { areaUnderRoc } from '../classification/roc-auc'
import { asChoice } from '../input/choice'
import {
  asFiniteNumbers,
  asRows,
  type Column,
  checkNotEmpty,
  checkSameLength,
  type Numbers,
} from '../input/column'
import { type Label, LabelIndex } from '../input/label-index'
import { refuse, shown } from '../input/refuse'

export interface GroupedAucOptions {
  /** The mean over groups, weighted by their rows (`rows`, default, as for click-through) or plain (`groups`). */
  readonly average?: 'rows' | 'groups'
}

export interface GroupedAuc {
  readonly mean: number
  /** How many groups have both clicked and other rows; only these can be measured. */
  readonly measuredGroups: number
  readonly groups: number
}

/**
 * The area under the ROC curve inside each group (say, user), averaged: what orders each user's own list, not
 * one user above another (Zhu et al. 2017, GAUC).
 *
 * @param truth 1 or true for rows that were right (clicked, bought), 0 or false for the others.
 */
export function groupedAuc<G extends Label>(
  truth: Column<number | boolean>,
  scores: Numbers,
  groups: Column<G>,
  { average = 'rows' }: GroupedAucOptions = {},
): GroupedAuc {
  asChoice(average, 'average', ['rows', 'groups'])
  const truthRows = asRows(truth, 'truth')
  const scoreRows = asFiniteNumbers(scores, 'scores')
  const groupRows = asRows(groups, 'groups')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', scoreRows, 'scores')
  checkSameLength(truthRows, 'truth', groupRows, 'groups')
  const index = new LabelIndex<G>()
  const rowsOf: number[][] = []
  for (let row = 0; row < groupRows.length; row++) {
    const group = index.add(groupRows[row]!, 'groups', row)
    if (group === rowsOf.length) rowsOf.push([])
    rowsOf[group]!.push(row)
  }
  let sum = 0
  let total = 0
  let measuredGroups = 0
  for (const rows of rowsOf) {
    const isPositive = Uint8Array.from(rows, (row) => asClicked(truthRows[row], row))
    const positives = isPositive.reduce((count, positive) => count + positive, 0)
    if (positives === 0 || positives === rows.length) continue
    const own = Float64Array.from(rows, (row) => scoreRows[row]!)
    const importance = average === 'rows' ? rows.length : 1
    sum += importance * areaUnderRoc(rankRows(own, isPositive))
    total += importance
    measuredGroups++
  }
  if (measuredGroups === 0) {
    refuse({
      what: 'No group has both positive and negative rows.',
      where: 'groups',
      fix: 'Check that groups names the user of every row, and that truth holds both 0 and 1.',
    })
  }
  return { mean: sum / total, measuredGroups, groups: rowsOf.length }
}

function asClicked(value: unknown, row: number): 0 | 1 {
  if (value === 1 || value === true) return 1
  if (value === 0 || value === false) return 0
  return refuse({
    what: `truth[${row}] is ${shown(value)}.`,
    where: `truth[${row}]`,
    fix: 'Pass 0 or 1, or booleans.',
    row,
  })
}

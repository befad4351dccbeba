import { asRows, type Column, checkNotEmpty } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabelsOf, codesOf } from '../input/labels'
import { refuse, refuseOption } from '../input/refuse'
import { asMatrix, type FlatMatrix, type ScoreMatrix } from '../input/score-matrix'
import { rankRows } from './ranked-rows'
import { areaUnderRoc } from './roc-auc'

export interface OneVsOneOptions<L extends Label> {
  /** The class of each column of scores; by default the labels of truth, sorted. */
  readonly labels?: Column<L>
  /** The mean over pairs (`macro`, default), or weighted by how many rows a pair has (`weighted`). */
  readonly average?: 'macro' | 'weighted'
}

/**
 * How well every pair of classes is told apart, averaged (Hand and Till 2001): it does not depend on how
 * common the classes are. Equals scikit-learn's `roc_auc_score(multi_class="ovo")`; pairs are made of the
 * classes that truth holds.
 */
export function oneVsOneRocAuc<L extends Label>(
  truth: Column<L>,
  scores: ScoreMatrix,
  { labels, average = 'macro' }: OneVsOneOptions<L> = {},
): number {
  if (average !== 'macro' && average !== 'weighted') {
    refuseOption(average, 'average', "Pass 'macro' or 'weighted'.")
  }
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const index = asLabelsOf(labels, truthRows, 'truth', 2)
  const codes = codesOf(truthRows, index, 'truth')
  const matrix = asMatrix(scores, truthRows.length, index.labels.length)
  const rowsOf: number[][] = index.labels.map(() => [])
  codes.forEach((code, row) => {
    rowsOf[code]!.push(row)
  })
  let sum = 0
  let total = 0
  for (let a = 0; a < rowsOf.length; a++) {
    for (let b = a + 1; b < rowsOf.length; b++) {
      const rows = rowsOf[a]!.length + rowsOf[b]!.length
      if (rowsOf[a]!.length === 0 || rowsOf[b]!.length === 0) continue
      const area =
        (pairArea(matrix, rowsOf[a]!, rowsOf[b]!, a) + pairArea(matrix, rowsOf[b]!, rowsOf[a]!, b)) / 2
      const importance = average === 'macro' ? 1 : rows
      sum += importance * area
      total += importance
    }
  }
  if (total > 0) return sum / total
  return refuse({
    what: 'The area under the ROC curve is not defined: all rows of truth are of one class.',
    where: 'truth',
    fix: 'Evaluate on rows of at least two classes.',
  })
}

/** The area for rows of one class against rows of another, by the scores of one column. */
function pairArea(
  { values, columns }: FlatMatrix,
  positives: readonly number[],
  negatives: readonly number[],
  column: number,
): number {
  const rows = [...positives, ...negatives]
  const own = Float64Array.from(rows, (row) => values[row * columns + column]!)
  return areaUnderRoc(
    rankRows(
      own,
      Uint8Array.from(rows, (_, at) => (at < positives.length ? 1 : 0)),
    ),
  )
}

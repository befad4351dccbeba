import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels } from '../input/labels'
import { refuse, refuseOption } from '../input/refuse'
import { asMatrix, firstOf, type ScoreMatrix } from '../input/score-matrix'

/**
 * Turns a score (or a 0/1 indicator) of every label into the labels of every row: those whose score is at
 * least `threshold`, 0.5 by default.
 */
export function labelsAbove<L extends Label>(
  scores: ScoreMatrix,
  labels: Column<L>,
  { threshold = 0.5 }: { readonly threshold?: number } = {},
): L[][] {
  const { labels: names } = asLabels(labels)
  if (!Number.isFinite(threshold)) {
    refuseOption(threshold, 'threshold', 'Pass a finite number.')
  }
  const nested = firstOf(scores, 'scores') !== undefined
  const rows = nested ? scores.length : scores.length / names.length
  if (!Number.isInteger(rows)) {
    refuse({
      what: `scores has ${scores.length} values, which is no multiple of ${names.length} labels.`,
      where: 'scores',
      fix: 'Pass rows × labels values, row after row.',
    })
  }
  const { values, columns } = asMatrix(scores, rows, names.length, 'scores', 'scores')
  return Array.from({ length: rows }, (_, row) =>
    names.filter((_, column) => values[row * columns + column]! >= threshold),
  )
}

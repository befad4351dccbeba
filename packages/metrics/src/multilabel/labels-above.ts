import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels } from '../input/labels'
import { refuse } from '../input/refuse'
import { asMatrix, type ScoreMatrix } from '../input/score-matrix'

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
  const nested = scores.length > 0 && typeof scores[0] === 'object'
  const rows = nested ? scores.length : scores.length / names.length
  if (!Number.isInteger(rows)) {
    refuse({
      what: `scores has ${scores.length} values, which is no multiple of ${names.length} labels.`,
      where: 'scores',
      fix: 'Pass rows × labels values, row after row.',
    })
  }
  const { values, columns } = asMatrix(scores, rows, names.length)
  return Array.from({ length: rows }, (_, row) =>
    names.filter((_, column) => values[row * columns + column]! >= threshold),
  )
}

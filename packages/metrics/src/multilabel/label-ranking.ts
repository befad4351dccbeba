import type { Label } from '../input/label-index'
import type { ScoreMatrix } from '../input/score-matrix'
import { weightedMean } from '../numeric/sum'
import type { LabelSets } from './label-sets'
import { readScoredSets, type ScoredSetsOptions } from './scored-sets'
import { codesOfRow } from './set-tallies'

/**
 * For each label of a row, the share of labels scored at least as high that are its labels too; averaged over
 * its labels, then over rows. 1 is perfect, and the value of rows that have no label or all. Equals
 * scikit-learn's `label_ranking_average_precision_score`.
 */
export function labelRankingAveragePrecision<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  options: ScoredSetsOptions<L>,
): number {
  return meanOverRows(truth, scores, options, (own, all) => {
    if (own.length === 0 || own.length === all.length) return 1
    const shares = Array.from(own, (score) => countAtLeast(own, score) / countAtLeast(all, score))
    return shares.reduce((sum, share) => sum + share, 0) / own.length
  })
}

/**
 * How far down the ranking of scores one has to go, on average, to have all labels of a row; 0 for a row
 * without labels. Equals scikit-learn's `coverage_error`.
 */
export function coverageError<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  options: ScoredSetsOptions<L>,
): number {
  return meanOverRows(truth, scores, options, (own, all) =>
    own.length === 0 ? 0 : countAtLeast(all, Math.min(...own)),
  )
}

/**
 * The share of pairs of a label that a row has and one that it has not where the second scores at least as
 * high; 0 is perfect, and the value of rows that have no label or all. Equals scikit-learn's
 * `label_ranking_loss`.
 */
export function labelRankingLoss<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  options: ScoredSetsOptions<L>,
): number {
  return meanOverRows(truth, scores, options, (own, all) => {
    const others = all.length - own.length
    if (own.length === 0 || others === 0) return 0
    let wrong = 0
    for (const score of own) wrong += countAtLeast(all, score) - countAtLeast(own, score)
    return wrong / (own.length * others)
  })
}

/** A measure of one row from the scores of its own labels and of all labels, averaged over rows. */
function meanOverRows<L extends Label>(
  truth: LabelSets<L>,
  scores: ScoreMatrix,
  options: ScoredSetsOptions<L>,
  measure: (own: Float64Array, all: Float64Array) => number,
): number {
  const { truth: rows, matrix, weights } = readScoredSets(truth, scores, options)
  const { values, columns } = matrix
  const perRow = Float64Array.from({ length: matrix.rows }, (_, row) => {
    const all = Float64Array.from({ length: columns }, (_, column) => values[row * columns + column]!)
    return measure(
      Float64Array.from(codesOfRow(rows, row), (code) => all[code]!),
      all,
    )
  })
  return weightedMean(perRow, weights)
}

function countAtLeast(scores: Float64Array, least: number): number {
  let count = 0
  for (const score of scores) if (score >= least) count++
  return count
}

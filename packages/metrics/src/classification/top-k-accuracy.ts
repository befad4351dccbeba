import { asRows, asWeights, asWholeNumber, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabelsOf, codesOf } from '../input/labels'
import { asMatrix, type ScoreMatrix } from '../input/score-matrix'
import { weightedMean } from '../numeric/sum'

export interface TopKAccuracyOptions<L extends Label> {
  /** How many of the highest scores may hold the true class; 2 by default. With all classes the result is 1. */
  readonly k?: number
  /** The class of each column of scores; by default the labels of truth, sorted. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
}

/**
 * The share of rows whose true class is among the `k` highest scores. Of equal scores the later class ranks
 * higher, as in scikit-learn's `top_k_accuracy_score`.
 *
 * @param scores a score per class for every row; they need not be probabilities.
 */
export function topKAccuracy<L extends Label>(
  truth: Column<L>,
  scores: ScoreMatrix,
  { k = 2, labels, weights }: TopKAccuracyOptions<L> = {},
): number {
  asWholeNumber(k, 'k', 1)
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  const index = asLabelsOf(labels, truthRows, 'truth')
  const codes = codesOf(truthRows, index, 'truth')
  const { values, columns } = asMatrix(scores, truthRows.length, index.labels.length)
  const hits = Uint8Array.from(codes, (code, row) => {
    const own = values[row * columns + code]!
    let ahead = 0
    for (let column = 0; column < columns; column++) {
      const other = values[row * columns + column]!
      if (other > own || (other === own && column > code)) ahead++
    }
    return ahead < k ? 1 : 0
  })
  return weightedMean(hits, asWeights(weights, codes.length))
}

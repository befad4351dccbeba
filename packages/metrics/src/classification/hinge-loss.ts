import { asRows, asWeights, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabelsOf, codesOf } from '../input/labels'
import { asMatrix, isColumn, type ScoreMatrix } from '../input/score-matrix'
import { weightedMean } from '../numeric/sum'
import { readBinaryScores } from './threshold-counts'

export interface HingeLossOptions<L extends Label> {
  /** The class of each column of scores; by default the labels of truth, sorted. */
  readonly labels?: Column<L>
  /** Which class a column of single scores speaks of. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  readonly weights?: Numbers
}

/**
 * How far the score of the true class falls short of leading all others by 1, on average (Crammer and Singer
 * 2001); with one score per row, how far it falls short of 1 on its class's side of 0. 0 is perfect. Equals
 * scikit-learn's `hinge_loss`.
 *
 * @param scores decision values, a score per class for every row or, for two classes, one per row, above 0 for the
 *   positive class; they need not be probabilities.
 */
export function hingeLoss<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  { labels, positive, weights }: HingeLossOptions<L> = {},
): number {
  const truthRows = asRows(truth, 'truth')
  checkNotEmpty(truthRows, 'truth')
  if (isColumn(scores, truthRows.length)) {
    const rows = readBinaryScores(truthRows, scores, positive === undefined ? {} : { positive })
    const short = Float64Array.from(rows.isPositive, (own, row) =>
      Math.max(0, 1 - (own === 1 ? 1 : -1) * rows.scores[row]!),
    )
    return weightedMean(short, asWeights(weights, short.length))
  }
  const index = asLabelsOf(labels, truthRows, 'truth', 2)
  const codes = codesOf(truthRows, index, 'truth')
  const { values, columns } = asMatrix(scores, truthRows.length, index.labels.length)
  const losses = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    let rival = -Infinity
    for (let column = 0; column < columns; column++) {
      if (column !== codes[row]) rival = Math.max(rival, values[row * columns + column]!)
    }
    losses[row] = Math.max(0, 1 - values[row * columns + codes[row]!]! + rival)
  }
  return weightedMean(losses, asWeights(weights, codes.length))
}

import type { Label } from '../input/label-index'
import { weightedMean } from '../numeric/sum'
import { type LabelSets, type MultilabelOptions, readLabelSets } from './label-sets'
import { talliesByRow } from './set-tallies'

/**
 * The share of rows whose predicted labels are exactly the true ones. Equals scikit-learn's `accuracy_score` on
 * indicator matrices.
 */
export function subsetAccuracy<L extends Label>(
  truth: LabelSets<L>,
  predicted: LabelSets<L>,
  options: MultilabelOptions<L> = {},
): number {
  const pair = readLabelSets(truth, predicted, options)
  const exact = talliesByRow(pair).map(({ truth, predicted, agreed }) =>
    agreed === truth && agreed === predicted ? 1 : 0,
  )
  return weightedMean(exact, pair.weights)
}

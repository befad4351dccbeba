import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { weightedMean } from '../numeric/sum'
import { type LabelSets, type MultilabelOptions, readLabelSets } from './label-sets'
import { talliesByRow } from './set-tallies'

/**
 * Of all pairs of a row and a label, the share that is wrong: a label missed or given without cause. Equals
 * scikit-learn's `hamming_loss` on indicator matrices. It falls as `labels` grow that nobody uses.
 */
export function hammingLoss<L extends Label>(
  truth: LabelSets<L>,
  predicted: LabelSets<L>,
  options: MultilabelOptions<L> = {},
): number {
  const pair = readLabelSets(truth, predicted, options)
  if (pair.labels.length === 0) {
    refuse({
      what: 'No row has or was given a label.',
      where: 'labels',
      fix: 'Pass labels: every label that a row could have.',
    })
  }
  const wrong = talliesByRow(pair).map(({ truth, predicted, agreed }) => truth + predicted - 2 * agreed)
  return weightedMean(wrong, pair.weights) / pair.labels.length
}

import type { Label } from '../input/label-index'
import { sumOf } from '../numeric/sum'
import { type LabelSets, type MultilabelOptions, readLabelSets } from './label-sets'
import { talliesByLabel } from './set-tallies'

/** What was right and wrong about one label (weights of rows, summed). */
export interface LabelConfusion<L extends Label> {
  readonly label: L
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/**
 * One confusion table per label, for rows with any number of labels. Equals scikit-learn's
 * `multilabel_confusion_matrix`.
 */
export function multilabelConfusion<L extends Label>(
  truth: LabelSets<L>,
  predicted: LabelSets<L>,
  options: MultilabelOptions<L> = {},
): LabelConfusion<L>[] {
  const pair = readLabelSets(truth, predicted, options)
  const total = pair.weights === undefined ? pair.rows : sumOf(pair.weights)
  return talliesByLabel(pair).map(({ truth, predicted, agreed }, at) => ({
    label: pair.labels[at]!,
    truePositives: agreed,
    falsePositives: predicted - agreed,
    falseNegatives: truth - agreed,
    trueNegatives: total - truth - predicted + agreed,
  }))
}

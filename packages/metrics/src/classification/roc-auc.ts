import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { checkBothClasses } from './roc-curve'
import { type CurveOptions, countAtThresholds, type ThresholdCounts } from './threshold-counts'

/**
 * The area under the ROC curve: the probability that a positive row scores higher than a negative one, ties
 * counting half. 0.5 is guessing, 1 is perfect. Equals scikit-learn's `roc_auc_score` for two classes.
 *
 * @throws GraftError `invalid-data` where truth lacks positive or negative rows.
 */
export function rocAuc<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CurveOptions<L> = {},
): number {
  return areaUnderRoc(countAtThresholds(truth, scores, options))
}

export function areaUnderRoc({ falsePositives, truePositives }: ThresholdCounts): number {
  const negative = falsePositives.at(-1)!
  const positive = truePositives.at(-1)!
  checkBothClasses(positive, negative, 'The area under the ROC curve')
  let area = 0
  let lastNegative = 0
  let lastPositive = 0
  for (let at = 0; at < falsePositives.length; at++) {
    area += ((falsePositives[at]! - lastNegative) * (truePositives[at]! + lastPositive)) / 2
    lastNegative = falsePositives[at]!
    lastPositive = truePositives[at]!
  }
  return area / negative / positive
}

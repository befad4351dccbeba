import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { type RankedRows, rankedTotals, visitThresholds } from './ranked-rows'
import { checkBothClasses } from './roc-curve'
import { type CurveOptions, readRankedRows } from './threshold-counts'

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
  return areaUnderRoc(readRankedRows(truth, scores, options))
}

export function areaUnderRoc(ranked: RankedRows): number {
  const { positive, negative } = rankedTotals(ranked)
  checkBothClasses(positive, negative, 'The area under the ROC curve')
  let area = 0
  let lastNegative = 0
  let lastPositive = 0
  visitThresholds(ranked, (_, falsePositives, truePositives) => {
    area += ((falsePositives - lastNegative) * (truePositives + lastPositive)) / 2
    lastNegative = falsePositives
    lastPositive = truePositives
  })
  return area / negative / positive
}

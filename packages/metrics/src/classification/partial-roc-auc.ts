import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuseOption } from '../input/refuse'
import { rankedTotals, visitThresholds } from './ranked-rows'
import { checkBothClasses } from './roc-curve'
import { type CurveOptions, readRankedRows } from './threshold-counts'

export interface PartialRocAucOptions<L extends Label> extends CurveOptions<L> {
  /** Look only at false positive rates up to this; greater than 0, at most 1. */
  readonly maximumFalsePositiveRate: number
}

/**
 * The area under the beginning of the ROC curve, where few negative rows are let through, rescaled so that 0.5
 * is guessing and 1 is perfect (McClish 1989). Equals scikit-learn's `roc_auc_score(max_fpr=…)`.
 */
export function partialRocAuc<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: PartialRocAucOptions<L>,
): number {
  const maximum = options.maximumFalsePositiveRate
  if (!(typeof maximum === 'number' && maximum > 0 && maximum <= 1)) {
    refuseOption(maximum, 'maximumFalsePositiveRate', 'Pass a number greater than 0 and at most 1.')
  }
  const ranked = readRankedRows(truth, scores, options)
  const { positive, negative } = rankedTotals(ranked)
  checkBothClasses(positive, negative, 'The area under the ROC curve')
  const limit = maximum * negative
  let area = 0
  let lastNegative = 0
  let lastPositive = 0
  visitThresholds(ranked, (_, falsePositives, truePositives) => {
    if (lastNegative < limit) {
      const width = Math.min(falsePositives, limit) - lastNegative
      const part = width === 0 ? 1 : width / (falsePositives - lastNegative)
      const height = lastPositive + part * (truePositives - lastPositive)
      area += (width * (lastPositive + height)) / 2
    }
    lastNegative = falsePositives
    lastPositive = truePositives
  })
  const share = area / positive / negative
  if (maximum === 1) return share
  const guessing = maximum ** 2 / 2
  return (1 + (share - guessing) / (maximum - guessing)) / 2
}

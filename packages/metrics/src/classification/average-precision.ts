import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { type RankedRows, rankedTotals, visitThresholds } from './ranked-rows'
import { type CurveOptions, readRankedRows } from './threshold-counts'

/**
 * Precision averaged over the steps of recall, Σ (Rₙ − Rₙ₋₁)·Pₙ, without interpolation. The share of positive
 * rows is guessing, 1 is perfect; 0 where truth has no positive row. Equals scikit-learn's
 * `average_precision_score`.
 */
export function averagePrecision<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CurveOptions<L> = {},
): number {
  return averagePrecisionOf(readRankedRows(truth, scores, options))
}

export function averagePrecisionOf(ranked: RankedRows): number {
  const { positive } = rankedTotals(ranked)
  if (positive === 0) return 0
  let sum = 0
  let last = 0
  visitThresholds(ranked, (_, falsePositives, truePositives) => {
    if (truePositives === last) return
    sum += ((truePositives - last) * truePositives) / (truePositives + falsePositives)
    last = truePositives
  })
  return sum / positive
}

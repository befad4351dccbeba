import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { type CurveOptions, countAtThresholds, type ThresholdCounts } from './threshold-counts'

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
  return averagePrecisionOfCounts(countAtThresholds(truth, scores, options))
}

export function averagePrecisionOfCounts({ falsePositives, truePositives }: ThresholdCounts): number {
  const positive = truePositives.at(-1)!
  if (positive === 0) return 0
  let sum = 0
  let last = 0
  for (let at = 0; at < truePositives.length; at++) {
    const reached = truePositives[at]!
    if (reached > last) sum += ((reached - last) * reached) / (reached + falsePositives[at]!)
    last = reached
  }
  return sum / positive
}

import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import {
  type CurveOptions,
  cornersOf,
  countsOf,
  readRankedRows,
  type ThresholdCounts,
} from './threshold-counts'

export interface PrecisionRecallCurveOptions<L extends Label> extends CurveOptions<L> {
  /** Leave out points inside a vertical line of equal recall; false by default. */
  readonly dropIntermediate?: boolean
}

/**
 * Points by rising threshold, recall falling. `precision` and `recall` have one point more than `thresholds`:
 * the last is precision 1 at recall 0, which no threshold reaches.
 */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly thresholds: Float64Array
}

/**
 * Precision and recall at every distinct score as threshold. Equals scikit-learn's `precision_recall_curve`:
 * where truth has no positive row recall is 1 throughout.
 */
export function precisionRecallCurve<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: PrecisionRecallCurveOptions<L> = {},
): PrecisionRecallCurve {
  return precisionRecallOfCounts(
    countsOf(readRankedRows(truth, scores, options)),
    options.dropIntermediate ?? false,
  )
}

export function precisionRecallOfCounts(
  { falsePositives, truePositives, thresholds }: ThresholdCounts,
  dropIntermediate: boolean,
): PrecisionRecallCurve {
  const kept = cornersOf(
    thresholds.length,
    (before, at, after) =>
      !dropIntermediate ||
      truePositives[at] !== truePositives[before] ||
      truePositives[after] !== truePositives[at],
  )
  const positive = truePositives.at(-1)!
  const points = kept.length
  const curve = {
    precision: new Float64Array(points + 1),
    recall: new Float64Array(points + 1),
    thresholds: new Float64Array(points),
  }
  curve.precision[points] = 1
  kept.forEach((at, fromTop) => {
    const point = points - 1 - fromTop
    const reached = truePositives[at]! + falsePositives[at]!
    curve.precision[point] = reached === 0 ? 0 : truePositives[at]! / reached
    curve.recall[point] = positive === 0 ? 1 : truePositives[at]! / positive
    curve.thresholds[point] = thresholds[at]!
  })
  return curve
}

import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import {
  type CurveOptions,
  cornersOf,
  countsOf,
  readRankedRows,
  type ThresholdCounts,
} from './threshold-counts'

export interface RocCurveOptions<L extends Label> extends CurveOptions<L> {
  /** Leave out points on a straight line between their neighbours; true by default, the area is the same. */
  readonly dropIntermediate?: boolean
}

/** Points from (0, 0) to (1, 1), thresholds falling; the first threshold is Infinity: nothing is positive. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array
  readonly truePositiveRate: Float64Array
  readonly thresholds: Float64Array
}

/**
 * The receiver operating characteristic: for every threshold the share of negative rows and of positive rows
 * whose score reaches it. Equals scikit-learn's `roc_curve`.
 *
 * @param scores one score per row, higher for the positive class; it need not be a probability.
 * @throws GraftError `invalid-data` where truth lacks positive or negative rows (scikit-learn returns NaN).
 */
export function rocCurve<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: RocCurveOptions<L> = {},
): RocCurve {
  return rocOfCounts(countsOf(readRankedRows(truth, scores, options)), options.dropIntermediate ?? true)
}

export function rocOfCounts(counts: ThresholdCounts, dropIntermediate: boolean): RocCurve {
  const { falsePositives, truePositives, thresholds } = counts
  const negative = falsePositives.at(-1)!
  const positive = truePositives.at(-1)!
  checkBothClasses(positive, negative, 'The ROC curve')
  const bend = (sums: Float64Array, a: number, b: number, c: number) =>
    sums[c]! - sums[b]! - (sums[b]! - sums[a]!) !== 0
  const kept = cornersOf(
    thresholds.length,
    (a, b, c) => !dropIntermediate || bend(falsePositives, a, b, c) || bend(truePositives, a, b, c),
  )
  const curve = {
    falsePositiveRate: new Float64Array(kept.length + 1),
    truePositiveRate: new Float64Array(kept.length + 1),
    thresholds: new Float64Array(kept.length + 1),
  }
  curve.thresholds[0] = Infinity
  kept.forEach((at, point) => {
    curve.falsePositiveRate[point + 1] = falsePositives[at]! / negative
    curve.truePositiveRate[point + 1] = truePositives[at]! / positive
    curve.thresholds[point + 1] = thresholds[at]!
  })
  return curve
}

export function checkBothClasses(positive: number, negative: number, what: string): void {
  if (positive > 0 && negative > 0) return
  refuse({
    what: `${what} is not defined: no row of truth is ${positive > 0 ? 'negative' : 'positive'}.`,
    where: 'truth',
    fix: 'Evaluate on rows of both classes, and check that positive names the class as truth does.',
  })
}

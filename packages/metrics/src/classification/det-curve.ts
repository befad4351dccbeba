import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { checkBothClasses } from './roc-curve'
import { type CurveOptions, cornersOf, countsOf, readRankedRows } from './threshold-counts'

export interface DetCurveOptions<L extends Label> extends CurveOptions<L> {
  /** Leave out points inside a line of equal false negative rate; false by default. */
  readonly dropIntermediate?: boolean
}

/** Points by rising threshold: false positives fall, false negatives rise. */
export interface DetCurve {
  readonly falsePositiveRate: Float64Array
  readonly falseNegativeRate: Float64Array
  readonly thresholds: Float64Array
}

/**
 * Detection error tradeoff: the share of negative rows that are let through against the share of positive
 * rows that are missed, for every threshold that trades one for the other (Martin et al. 1997). Equals
 * scikit-learn's `det_curve`.
 */
export function detCurve<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: DetCurveOptions<L> = {},
): DetCurve {
  const counts = countsOf(readRankedRows(truth, scores, options))
  // Before the highest score lies a threshold that nothing reaches.
  const falsePositives = [0, ...counts.falsePositives]
  const truePositives = [0, ...counts.truePositives]
  const thresholds = [Infinity, ...counts.thresholds]
  const negative = falsePositives.at(-1)!
  const positive = truePositives.at(-1)!
  checkBothClasses(positive, negative, 'The detection error tradeoff')
  const kept = cornersOf(
    thresholds.length,
    (before, at, after) =>
      !options.dropIntermediate ||
      truePositives[at] !== truePositives[before] ||
      truePositives[after] !== truePositives[at],
  )
  // From the last point without false positives to the first without false negatives.
  let first = 0
  while (first + 1 < kept.length && falsePositives[kept[first + 1]!] === falsePositives[kept[0]!]) first++
  let last = 0
  while (truePositives[kept[last]!] !== positive) last++
  const points = Array.from(kept.subarray(first, last + 1)).reverse()
  return {
    falsePositiveRate: Float64Array.from(points, (at) => falsePositives[at]! / negative),
    falseNegativeRate: Float64Array.from(points, (at) => (positive - truePositives[at]!) / positive),
    thresholds: Float64Array.from(points, (at) => thresholds[at]!),
  }
}

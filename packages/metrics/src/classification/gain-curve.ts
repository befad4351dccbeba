import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { rankedTotals } from './ranked-rows'
import { type CurveOptions, countsOf, readRankedRows } from './threshold-counts'

/** Points by falling threshold; the first has share 0, gain 0 and the threshold Infinity. */
export interface GainCurve {
  /** The share of all rows that are taken, from the highest score down. */
  readonly share: Float64Array
  /** The share of all positive rows that are among them. */
  readonly gain: Float64Array
  /** gain ÷ share: how many times more positive rows than a random choice gives. At share 0 the limit, that of the highest score. */
  readonly lift: Float64Array
  readonly thresholds: Float64Array
}

/**
 * How much is gained by taking rows in the order of their scores, say customers to call: cumulative gain and
 * lift. Rows of equal score are taken together.
 *
 * @throws GraftError `invalid-data` where truth has no positive row.
 */
export function gainCurve<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CurveOptions<L> = {},
): GainCurve {
  const ranked = readRankedRows(truth, scores, options)
  const { positive, negative } = rankedTotals(ranked)
  if (positive === 0) {
    refuse({
      what: 'Gain and lift are not defined: no row of truth is positive.',
      where: 'truth',
      fix: 'Evaluate on rows of both classes, and check that positive names the class as truth does.',
    })
  }
  const { falsePositives, truePositives, thresholds } = countsOf(ranked)
  const points = thresholds.length + 1
  const curve = {
    share: new Float64Array(points),
    gain: new Float64Array(points),
    lift: new Float64Array(points),
    thresholds: new Float64Array(points),
  }
  curve.thresholds[0] = Infinity
  for (let at = 1; at < points; at++) {
    const reached = truePositives[at - 1]! + falsePositives[at - 1]!
    curve.share[at] = reached / (positive + negative)
    curve.gain[at] = truePositives[at - 1]! / positive
    curve.lift[at] = curve.gain[at]! / curve.share[at]!
    curve.thresholds[at] = thresholds[at - 1]!
  }
  curve.lift[0] = curve.lift[1]!
  return curve
}

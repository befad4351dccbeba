import { checkBothClasses } from '../classification/roc-curve'
import { readBinaryScores } from '../classification/threshold-counts'
import { asOpenShare, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { midranksOf } from '../numeric/midranks'
import { complementaryError, normalQuantile } from '../numeric/normal'
import type { Estimate, Interval } from './estimate'

export interface DelongOptions<L extends Label> {
  /** The class that the scores speak of. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  readonly level?: number
}

/**
 * The area under the ROC curve with its interval, from the variance of DeLong et al. (1988) in the algorithm of
 * Sun and Xu (2014): no resampling, O(n log n). The interval is cut at 0 and 1; with few rows or an area near 1
 * prefer `bootstrapInterval`.
 */
export function delongInterval<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  { level = 0.95, ...options }: DelongOptions<L> = {},
): Estimate {
  asOpenShare(level, 'level')
  const placed = placementsOf(truth, scores, options)
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(covarianceOf(placed, placed))
  return {
    value: placed.area,
    lower: Math.max(0, placed.area - half),
    upper: Math.min(1, placed.area + half),
    level,
    method: 'delong',
  }
}

export interface DelongResult extends Interval {
  /** The areas of the two models. */
  readonly first: number
  readonly second: number
  /** first − second, of which `lower` and `upper` are the interval. */
  readonly difference: number
  /** The difference in standard errors. */
  readonly statistic: number
  /** The probability of a difference at least this large if both models were equally good. */
  readonly pValue: number
}

/**
 * Do two models, judged on the same rows, have the same area under the ROC curve (DeLong et al. 1988)? Models that
 * order all pairs alike differ by 0 with p = 1. The normal approximation is a little generous to differences with few
 * rows: of equal models p ≤ 0.05 came in 5.4 % of simulated cases with 40 rows, in 5.0 % with 400.
 */
export function delongTest<L extends Label>(
  truth: Column<L>,
  first: Numbers,
  second: Numbers,
  { level = 0.95, ...options }: DelongOptions<L> = {},
): DelongResult {
  asOpenShare(level, 'level')
  const a = placementsOf(truth, first, options)
  const b = placementsOf(truth, second, options)
  const difference = a.area - b.area
  const variance = covarianceOf(a, a) + covarianceOf(b, b) - 2 * covarianceOf(a, b)
  const error = Math.sqrt(Math.max(0, variance))
  // Rounding leaves a variance of about 1e-17 where there is none.
  const alike = error < 1e-8
  const statistic = alike ? (difference === 0 ? 0 : Math.sign(difference) * Infinity) : difference / error
  const half = normalQuantile((1 + level) / 2) * error
  return {
    first: a.area,
    second: b.area,
    difference,
    statistic,
    pValue: complementaryError(Math.abs(statistic) / Math.SQRT2),
    lower: difference - half,
    upper: difference + half,
    level,
  }
}

/** For each row the share of rows of the other class that it is ordered rightly with. */
interface Placements {
  readonly area: number
  readonly positives: Float64Array
  readonly negatives: Float64Array
}

function placementsOf<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: { readonly positive?: L },
): Placements {
  const { isPositive, scores: values } = readBinaryScores(truth, scores, options)
  const own = (kind: number) => Float64Array.from(isPositive.keys()).filter((row) => isPositive[row] === kind)
  const positiveRows = own(1)
  const negativeRows = own(0)
  const [m, n] = [positiveRows.length, negativeRows.length]
  checkBothClasses(m, n, 'The area under the ROC curve')
  const all = midranksOf(values).ranks
  const rankAmong = (rows: Float64Array) => midranksOf(rows.map((row) => values[row]!)).ranks
  const amongPositives = rankAmong(positiveRows)
  const amongNegatives = rankAmong(negativeRows)
  const positives = positiveRows.map((row, at) => (all[row]! - amongPositives[at]!) / n)
  const negatives = negativeRows.map((row, at) => 1 - (all[row]! - amongNegatives[at]!) / m)
  return { area: positives.reduce((sum, value) => sum + value, 0) / m, positives, negatives }
}

/** The covariance of two areas; with itself, the variance of one. */
function covarianceOf(a: Placements, b: Placements): number {
  return (
    sampleCovariance(a.positives, b.positives) / a.positives.length +
    sampleCovariance(a.negatives, b.negatives) / a.negatives.length
  )
}

function sampleCovariance(a: Float64Array, b: Float64Array): number {
  if (a.length < 2) return 0
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  return a.reduce((sum, value, at) => sum + (value - meanA) * (b[at]! - meanB), 0) / (a.length - 1)
}

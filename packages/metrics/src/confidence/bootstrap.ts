import { asOpenShare, asWholeNumber, type Column } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse, refuseOption, shown } from '../input/refuse'
import { normalCumulative, normalQuantile } from '../numeric/normal'
import { quantileOfSorted } from '../numeric/quantile'
import { Draws } from '../random/draws'
import { type Grouping, groupingOf } from '../selection/grouping'
import type { Estimate } from './estimate'
import { groupPlan, type ResamplingPlan, rowPlan, stratumPlan } from './resampling-plan'

export interface BootstrapOptions {
  /** The probability of coverage; 0.95 by default. */
  readonly level?: number
  /** How often the rows are drawn anew; 2000 by default. */
  readonly repetitions?: number
  /**
   * `percentile`: the quantiles of the statistic over the resamples. `bca` (default): those quantiles
   * corrected for bias and skew (Efron 1987); it computes the statistic once more per row, leaving it out.
   */
  readonly method?: 'percentile' | 'bca'
  /** The same seed gives the same interval; 1 by default. */
  readonly seed?: number
  /** One stratum (say, class) per row: each keeps its number of rows in every resample. */
  readonly strata?: Column<Label>
  /**
   * One group (say, user or document) per row: groups are drawn whole, because rows of a group tell about each
   * other. A resample may then have more or fewer rows. Not together with `strata`.
   */
  readonly groups?: Column<Label>
}

/**
 * The interval of any statistic of rows: rows are drawn with replacement again and again, and the spread of
 * the statistic over these resamples is its uncertainty.
 *
 * @param rows how many rows there are.
 * @param statistic the statistic of the rows with these positions (a position may occur many times); it is
 *   called with an array that is overwritten between calls.
 * @throws GraftError `not-finite` where the statistic is NaN on a resample, for example for lack of a class.
 *
 * @example
 * const interval = bootstrapInterval(truth.length, (rows) =>
 *   f1(take(truth, rows), take(predicted, rows), { positive: 'spam' }))
 */
export function bootstrapInterval(
  rows: number,
  statistic: (rows: Int32Array) => number,
  options: BootstrapOptions = {},
): Estimate {
  const { level = 0.95, repetitions = 2000, method = 'bca', seed = 1 } = options
  asWholeNumber(rows, 'rows', method === 'bca' ? 2 : 1)
  asWholeNumber(repetitions, 'repetitions', 1)
  asOpenShare(level, 'level')
  const plan = planOf(rows, options)
  const value = finite(statistic(plan.everything()), 'all rows')

  const draws = Draws.from(seed)
  const distribution = new Float64Array(repetitions)
  for (let repetition = 0; repetition < repetitions; repetition++) {
    distribution[repetition] = finite(statistic(plan.draw(draws)), `resample ${repetition}`)
  }
  distribution.sort()
  if (method === 'percentile') return percentileInterval(distribution, value, level)
  if (method === 'bca') {
    return bcaInterval(distribution, value, leaveOneOut(plan, statistic, value), level, plan.strata)
  }
  return refuseOption(method, 'method', "Pass 'bca' or 'percentile'.")
}

function planOf(rows: number, { strata, groups }: BootstrapOptions): ResamplingPlan {
  if (strata !== undefined && groups !== undefined) {
    refuse({
      what: 'Both strata and groups are given.',
      where: 'groups',
      fix: 'Resample groups, or rows within strata, not both.',
      code: 'invalid-option',
    })
  }
  if (groups !== undefined) return groupPlan(groupingOf(groups, rows))
  return strata === undefined ? rowPlan(rows) : stratumPlan(groupingOf(strata, rows, 'strata'))
}

/** The values of a column at the given positions, in their order. */
export function take<T>(column: ArrayLike<T>, rows: ArrayLike<number>): T[] {
  return Array.from(rows, (row) => column[row]!)
}

/** The interval between two quantiles of the statistic over resamples. */
export function percentileInterval(ascending: Float64Array, value: number, level: number): Estimate {
  return {
    value,
    lower: quantileOfSorted(ascending, (1 - level) / 2),
    upper: quantileOfSorted(ascending, (1 + level) / 2),
    level,
    method: 'bootstrap-percentile',
  }
}

/**
 * The bias-corrected and accelerated interval (Efron 1987; Efron and Tibshirani 1993, chapter 14), with the
 * bias counted as SciPy does, ties half; strata are its several samples. Where every resample gives the same value,
 * that is the interval.
 *
 * @param leftOut the statistic without the first row, without the second, and so on.
 */
export function bcaInterval(
  ascending: Float64Array,
  value: number,
  leftOut: Float64Array,
  level: number,
  strata?: Grouping,
): Estimate {
  const method = 'bootstrap-bca'
  const repetitions = ascending.length
  if (ascending[0] === ascending[repetitions - 1]) {
    return { value, lower: ascending[0]!, upper: ascending[0]!, level, method }
  }
  const below = countWhere(ascending, (other) => other < value)
  const atMost = countWhere(ascending, (other) => other <= value)
  const bias = normalQuantile((below + atMost) / (2 * repetitions))
  const acceleration = accelerationOf(leftOut, strata)
  const shifted = (share: number) => {
    const z = bias + normalQuantile(share)
    return normalCumulative(bias + z / (1 - acceleration * z))
  }
  // Where the value lies outside all resamples the bias is infinite: the interval shrinks to that end.
  const [low, high] = Number.isFinite(bias)
    ? [shifted((1 - level) / 2), shifted((1 + level) / 2)]
    : [bias > 0 ? 1 : 0, bias > 0 ? 1 : 0]
  return {
    value,
    lower: quantileOfSorted(ascending, low),
    upper: quantileOfSorted(ascending, high),
    level,
    method,
  }
}

/** A sixth of the skewness of the statistic's influence; each stratum has its own mean and counts by its size. */
function accelerationOf(leftOut: Float64Array, strata: Grouping | undefined): number {
  const sizes = strata?.sizes ?? [leftOut.length]
  const stratumOf = (unit: number) => strata?.groupOf[unit] ?? 0
  const means = new Float64Array(sizes.length)
  leftOut.forEach((value, unit) => {
    means[stratumOf(unit)]! += value / sizes[stratumOf(unit)]!
  })
  let squares = 0
  let cubes = 0
  leftOut.forEach((value, unit) => {
    const size = sizes[stratumOf(unit)]!
    const influence = ((size - 1) / size) * (means[stratumOf(unit)]! - value)
    squares += influence ** 2
    cubes += influence ** 3
  })
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
}

function leaveOneOut(
  plan: ResamplingPlan,
  statistic: (rows: Int32Array) => number,
  value: number,
): Float64Array {
  return Float64Array.from({ length: plan.units }, (_, unit) => {
    // A stratum of one row is the same in every resample: what the statistic is without it does not matter.
    if (plan.strata?.sizes[plan.strata.groupOf[unit]!] === 1) return value
    return finite(statistic(plan.without(unit)), `all rows but those of unit ${unit}`)
  })
}

function countWhere(values: Float64Array, holds: (value: number) => boolean): number {
  let count = 0
  for (const value of values) if (holds(value)) count++
  return count
}

function finite(value: number, resample: string): number {
  if (Number.isFinite(value)) return value
  return refuse({
    what: `The statistic of ${resample} is ${shown(value)}.`,
    where: 'statistic',
    fix: 'Return a finite number for every resample, also where a class is missing from it.',
    code: 'not-finite',
  })
}

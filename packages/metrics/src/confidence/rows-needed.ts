import { asOpenShare } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
import { normalCumulative, normalQuantile } from '../numeric/normal'
import { wilsonInterval } from './wilson'

export interface RowsForIntervalInput {
  /** The accuracy (or other proportion) that is expected; 0.5 is the most demanding. */
  readonly expected: number
  /** How far the interval may reach to the farther side. */
  readonly halfWidth: number
  readonly level?: number
}

/** How many test rows it takes until the Wilson interval of a proportion is this narrow. */
export function rowsForInterval({ expected, halfWidth, level = 0.95 }: RowsForIntervalInput): number {
  asShare(expected, 'expected')
  asOpenShare(halfWidth, 'halfWidth')
  asOpenShare(level, 'level')
  return fewestRows((rows) => {
    const { lower, upper } = wilsonInterval(expected * rows, rows, { level })
    return Math.max(upper - expected, expected - lower)
  }, halfWidth)
}

export interface RowsForAreaInput {
  /** The area under the ROC curve that is expected. */
  readonly expected: number
  /** How far the interval may reach to either side. */
  readonly halfWidth: number
  /** The share of rows that are positive; 0.5 by default, which takes the fewest. */
  readonly positiveShare?: number
  readonly level?: number
}

/**
 * How many test rows it takes until the interval of an area under the ROC curve is about this narrow, where the scores
 * of either class are spread normally and alike: the variance of Mann and Whitney's statistic (Hanley and McNeil 1982,
 * equation 1). For other scores it is a first guess.
 */
export function rowsForArea(input: RowsForAreaInput): number {
  const { expected, halfWidth, positiveShare = 0.5, level = 0.95 } = input
  asOpenShare(expected, 'expected')
  asOpenShare(halfWidth, 'halfWidth')
  asOpenShare(positiveShare, 'positiveShare')
  asOpenShare(level, 'level')
  const square = expected ** 2
  const shared = bothAbove(Math.SQRT2 * normalQuantile(expected)) - square
  return fewestRows((rows) => {
    const positives = positiveShare * rows
    const negatives = rows - positives
    if (Math.min(positives, negatives) < 1) return Infinity
    const variance = (expected - square + (rows - 2) * shared) / (positives * negatives)
    return normalQuantile((1 + level) / 2) * Math.sqrt(variance)
  }, halfWidth)
}

/**
 * The probability that two values of a normal distribution are both above one of another, which lies so far below:
 * ∫ φ(z) Φ(z + apart)² dz, by the trapezoidal rule, which is exact to rounding for such a bell.
 */
function bothAbove(apart: number): number {
  const step = 1 / 16
  let sum = 0
  for (let z = -9; z <= 9; z += step) {
    sum += Math.exp((-z * z) / 2) * normalCumulative(z + apart) ** 2
  }
  return (sum * step) / Math.sqrt(2 * Math.PI)
}

/** The fewest rows with which an interval reaches no farther than this. */
function fewestRows(reach: (rows: number) => number, halfWidth: number): number {
  let enough = 1
  while (reach(enough) > halfWidth) enough *= 2
  let tooFew = Math.floor(enough / 2)
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (reach(middle) > halfWidth) tooFew = middle
    else enough = middle
  }
  return enough
}

interface PowerOptions {
  /** The risk of finding a difference where there is none; 0.05 by default. */
  readonly alpha?: number
  /** The probability of finding the difference where it is there; 0.8 by default. */
  readonly power?: number
}

export interface RowsForDifferenceInput extends PowerOptions {
  /** The proportions that are to be told apart, each measured on its own rows. */
  readonly first: number
  readonly second: number
}

/**
 * How many rows each of two models needs, judged on different rows, for a difference of proportions to be found
 * (two-sided, normal approximation; Fleiss et al. 2003, equation 4.14 without continuity correction).
 */
export function rowsForDifference(input: RowsForDifferenceInput): number {
  const { first, second, alpha = 0.05, power = 0.8 } = input
  asShare(first, 'first')
  asShare(second, 'second')
  const [forAlpha, forPower] = quantiles(alpha, power)
  checkDifferent(first, second)
  const mean = (first + second) / 2
  const root =
    forAlpha * Math.sqrt(2 * mean * (1 - mean)) +
    forPower * Math.sqrt(first * (1 - first) + second * (1 - second))
  return Math.ceil((root / (first - second)) ** 2)
}

export interface RowsForPairedDifferenceInput extends PowerOptions {
  /** The share of rows that the first model alone gets right, and that the second alone does. */
  readonly onlyFirstRight: number
  readonly onlySecondRight: number
}

/**
 * How many rows two models need, judged on the same rows, for McNemar's test to find their difference (Connor
 * 1987). Fewer than on different rows, the more the models agree.
 */
export function rowsForPairedDifference(input: RowsForPairedDifferenceInput): number {
  const { onlyFirstRight, onlySecondRight, alpha = 0.05, power = 0.8 } = input
  asShare(onlyFirstRight, 'onlyFirstRight')
  asShare(onlySecondRight, 'onlySecondRight')
  const [forAlpha, forPower] = quantiles(alpha, power)
  checkDifferent(onlyFirstRight, onlySecondRight)
  const differing = onlyFirstRight + onlySecondRight
  if (differing > 1) {
    refuse({
      what: `The shares sum to ${differing}.`,
      where: 'onlySecondRight',
      fix: 'Pass shares of all rows, which sum to at most 1.',
      code: 'invalid-option',
    })
  }
  const difference = onlyFirstRight - onlySecondRight
  const root = forAlpha * Math.sqrt(differing) + forPower * Math.sqrt(differing - difference ** 2)
  return Math.ceil((root / difference) ** 2)
}

function quantiles(alpha: number, power: number): [number, number] {
  asOpenShare(alpha, 'alpha')
  asOpenShare(power, 'power')
  return [normalQuantile(1 - alpha / 2), normalQuantile(power)]
}

function checkDifferent(first: number, second: number): void {
  if (first !== second) return
  refuse({
    what: `Both proportions are ${first}.`,
    where: 'second',
    fix: 'Pass two different proportions: no number of rows finds a difference of 0.',
    code: 'invalid-option',
  })
}

function asShare(value: number, name: string): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return
  refuseOption(value, name, 'Pass a proportion from 0 to 1.')
}

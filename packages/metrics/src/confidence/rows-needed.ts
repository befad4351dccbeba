import { asOpenShare } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { normalQuantile } from '../numeric/normal'
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
  const reach = (rows: number) => {
    const { lower, upper } = wilsonInterval(expected * rows, rows, { level })
    return Math.max(upper - expected, expected - lower)
  }
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
  refuse({
    what: `${name} is ${shown(value)}.`,
    where: name,
    fix: 'Pass a proportion from 0 to 1.',
    code: 'invalid-option',
  })
}

import { asRows, type Column, checkNotEmpty, checkSameLength } from '../input/column'
import type { Label } from '../input/label-index'
import { refuseOption } from '../input/refuse'
import { logChoose } from '../numeric/log-gamma'
import { complementaryError } from '../numeric/normal'

export interface McNemarOptions {
  /**
   * `exact` (default): the binomial test on the rows where one model alone is right. `chi-squared`: the
   * approximation with the continuity correction of Edwards (1948).
   */
  readonly method?: 'exact' | 'chi-squared'
}

export interface McNemarResult {
  /** Rows that the first model alone got right, and rows that the second alone got right. */
  readonly onlyFirstRight: number
  readonly onlySecondRight: number
  readonly bothRight: number
  readonly bothWrong: number
  /** The probability of a difference at least this large if both models were equally good. */
  readonly pValue: number
  readonly method: 'exact' | 'chi-squared'
}

/**
 * Are two classifiers, judged on the same rows, equally often right (McNemar 1947)? Only rows where they
 * differ say anything. `exact` equals SciPy's `binomtest(first, first + second, 0.5)`.
 */
export function mcnemarTest<L extends Label>(
  truth: Column<L>,
  first: Column<L>,
  second: Column<L>,
  { method = 'exact' }: McNemarOptions = {},
): McNemarResult {
  const truthRows = asRows(truth, 'truth')
  const firstRows = asRows(first, 'first')
  const secondRows = asRows(second, 'second')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', firstRows, 'first')
  checkSameLength(truthRows, 'truth', secondRows, 'second')
  const counts = { onlyFirstRight: 0, onlySecondRight: 0, bothRight: 0, bothWrong: 0 }
  for (let row = 0; row < truthRows.length; row++) {
    const firstRight = firstRows[row] === truthRows[row]
    const secondRight = secondRows[row] === truthRows[row]
    if (firstRight && secondRight) counts.bothRight++
    else if (firstRight) counts.onlyFirstRight++
    else if (secondRight) counts.onlySecondRight++
    else counts.bothWrong++
  }
  const pValueOf = tests[method]
  if (pValueOf === undefined) {
    refuseOption(method, 'method', "Pass 'exact' or 'chi-squared'.")
  }
  return { ...counts, pValue: pValueOf(counts.onlyFirstRight, counts.onlySecondRight), method }
}

const tests = {
  exact: (first: number, second: number) => twoSidedFairCoin(Math.min(first, second), first + second),
  'chi-squared': (first: number, second: number) => {
    if (first + second === 0) return 1
    // Edwards' correction, not below 0; the tail of χ² with one degree of freedom is erfc(√(χ²/2)).
    const difference = Math.max(0, Math.abs(first - second) - 1)
    return complementaryError(Math.sqrt((difference * difference) / (first + second) / 2))
  },
}

/** 2·P(X ≤ fewer) for X successes of `trials` fair coins, at most 1. */
function twoSidedFairCoin(fewer: number, trials: number): number {
  if (2 * fewer >= trials - 1) return 1
  let term = Math.exp(logChoose(trials, fewer) - trials * Math.LN2)
  let tail = 0
  for (let successes = fewer; successes >= 0 && term > tail * 1e-18; successes--) {
    tail += term
    term *= successes / (trials - successes + 1)
  }
  return Math.min(1, 2 * tail)
}

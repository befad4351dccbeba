import type { Interval } from '../confidence/estimate'
import type { Numbers } from '../input/column'
import {
  asFiniteNumbers,
  asOpenShare,
  asRows,
  type Column,
  checkNotEmpty,
  checkSameLength,
} from '../input/column'
import { refuse, shown } from '../input/refuse'
import { conformalQuantile } from './quantile'

export interface CrossConformalInput {
  readonly truth: Numbers
  /** What was predicted for every row by a model that was not trained on it. */
  readonly outOfFold: Numbers
  /** The fold of every row, 0, 1, 2 …; by default each row is its own (jackknife+). */
  readonly foldOf?: Numbers
  /** The share of new rows whose true value may lie outside of its interval. */
  readonly alpha: number
}

/** How far each training row was off, and which model did not know it. Plain data. */
export interface CrossConformalIntervals {
  readonly alpha: number
  readonly residuals: readonly number[]
  readonly foldOf: readonly number[]
  readonly folds: number
}

/**
 * Prepares prediction intervals that spend no rows on calibration: CV+, and jackknife+ where every row is a fold
 * (Barber et al. 2021). They hold the truth in at least 1 − 2α of cases for any model and distribution (less
 * √(2/n) at most with few folds), and in practice in about 1 − α.
 */
export function fitCrossConformal({
  truth,
  outOfFold,
  foldOf,
  alpha,
}: CrossConformalInput): CrossConformalIntervals {
  asOpenShare(alpha, 'alpha')
  const actual = asFiniteNumbers(truth, 'truth')
  const guess = asFiniteNumbers(outOfFold, 'outOfFold')
  checkNotEmpty(actual, 'truth')
  checkSameLength(actual, 'truth', guess, 'outOfFold')
  const folds =
    foldOf === undefined ? Array.from({ length: actual.length }, (_, row) => row) : foldsOf(foldOf)
  checkSameLength(actual, 'truth', folds, 'foldOf')
  return {
    alpha,
    residuals: folds.map((_, row) => Math.abs(actual[row]! - guess[row]!)),
    foldOf: folds,
    folds: folds.reduce((most, fold) => Math.max(most, fold), 0) + 1,
  }
}

/**
 * The interval of every new row.
 *
 * @param predictions for each fold what the model trained without it predicts for every new row.
 */
export function crossConformalIntervals(
  { alpha, residuals, foldOf, folds }: CrossConformalIntervals,
  predictions: Column<Numbers>,
): Interval[] {
  const perFold = Array.from(asRows(predictions, 'predictions'), (column, fold) =>
    asFiniteNumbers(column, `predictions[${fold}]`),
  )
  if (perFold.length !== folds) {
    refuse({
      what: `predictions has ${perFold.length} columns for ${folds} folds.`,
      where: 'predictions',
      fix: 'Pass, for each fold, what the model trained without it predicts.',
    })
  }
  const first = perFold[0]!
  perFold.forEach((column, fold) => {
    checkSameLength(first, 'predictions[0]', column, `predictions[${fold}]`)
  })
  const ends = new Float64Array(residuals.length)
  const endOf = (row: number, side: 1 | -1) => {
    for (let at = 0; at < ends.length; at++) ends[at] = side * perFold[foldOf[at]!]![row]! + residuals[at]!
    return side * (conformalQuantile(ends, alpha) ?? Infinity)
  }
  return Array.from({ length: first.length }, (_, row) => ({
    lower: endOf(row, -1),
    upper: endOf(row, 1),
    level: 1 - alpha,
  }))
}

function foldsOf(foldOf: Numbers): number[] {
  return Array.from(asRows(foldOf, 'foldOf'), (fold, row) => {
    if (Number.isInteger(fold) && fold >= 0) return fold
    return refuse({
      what: `foldOf[${row}] is ${shown(fold)}.`,
      where: `foldOf[${row}]`,
      fix: 'Count folds from 0.',
      row,
    })
  })
}

import { asFiniteNumbers, asWholeNumber, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { meanLoss, type RegressionOptions, readPairs } from './errors-of'

/**
 * The mean of |truth − predicted| ÷ |truth|: 0.1 is 10 %. Equals scikit-learn's
 * `mean_absolute_percentage_error`, except that a truth of 0, by which nothing can be divided, is refused.
 */
export function meanAbsolutePercentageError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return meanLoss(readPairs(truth, predicted, options), (actual, guess, row) => {
    if (actual === 0) {
      refuse({
        what: `truth[${row}] is 0, of which no error is a percentage.`,
        where: `truth[${row}]`,
        fix: 'Use meanAbsoluteError, meanAbsoluteScaledError or symmetricPercentageError.',
        row,
      })
    }
    return Math.abs((actual - guess) / actual)
  })
}

/**
 * The mean of |truth − predicted| ÷ half of |truth| + |predicted|, from 0 to 2 (sMAPE; Makridakis 1993). Rows
 * where both are 0 count 0.
 */
export function symmetricPercentageError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return meanLoss(readPairs(truth, predicted, options), (actual, guess) => {
    const size = Math.abs(actual) + Math.abs(guess)
    return size === 0 ? 0 : (2 * Math.abs(actual - guess)) / size
  })
}

export interface ScaledErrorOptions extends RegressionOptions {
  /** The series up to where the forecast begins, in order. */
  readonly history: Numbers
  /** After how many steps the series repeats, for example 12 for months; 1 by default. */
  readonly season?: number
}

/**
 * The mean absolute error ÷ that of repeating the value one season ago over the history (MASE; Hyndman and
 * Koehler 2006): below 1 the forecast beats the naive one.
 */
export function meanAbsoluteScaledError(
  truth: Numbers,
  predicted: Numbers,
  { history, season = 1, ...options }: ScaledErrorOptions,
): number {
  asWholeNumber(season, 'season', 1)
  const past = asFiniteNumbers(history, 'history')
  if (past.length <= season) {
    refuse({
      what: `history has ${past.length} values and season is ${season}.`,
      where: 'history',
      fix: 'Pass more than one season of history.',
    })
  }
  let naive = 0
  for (let at = season; at < past.length; at++) naive += Math.abs(past[at]! - past[at - season]!)
  if (naive === 0) {
    refuse({
      what: 'The history repeats itself exactly, so no error can be scaled by it.',
      where: 'history',
      fix: 'Use meanAbsoluteError.',
    })
  }
  const error = meanLoss(readPairs(truth, predicted, options), (actual, guess) => Math.abs(actual - guess))
  return error / (naive / (past.length - season))
}

import type { Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { meanLoss, type RegressionOptions, readPairs } from './errors-of'

/**
 * The mean of (truth − predicted)², in squared units; large errors count most. Equals scikit-learn's
 * `mean_squared_error`.
 */
export function meanSquaredError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return meanLoss(readPairs(truth, predicted, options), (actual, guess) => (actual - guess) ** 2)
}

/** The root of the mean squared error, in the units of the truth. Equals `root_mean_squared_error`. */
export function rootMeanSquaredError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return Math.sqrt(meanSquaredError(truth, predicted, options))
}

/**
 * The mean squared difference of ln(1 + value): relative errors of amounts that grow by factors. Equals
 * scikit-learn's `mean_squared_log_error`.
 *
 * @throws GraftError `invalid-data` for values of -1 or less.
 */
export function meanSquaredLogError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return meanLoss(readPairs(truth, predicted, options), (actual, guess, row) => {
    if (actual <= -1 || guess <= -1) {
      refuse({
        what: `Row ${row} has truth ${actual} and prediction ${guess}.`,
        where: actual <= -1 ? `truth[${row}]` : `predicted[${row}]`,
        fix: 'The logarithmic error needs values greater than -1; use meanSquaredError.',
        row,
      })
    }
    return (Math.log1p(actual) - Math.log1p(guess)) ** 2
  })
}

/** The root of the mean squared logarithmic error. Equals scikit-learn's `root_mean_squared_log_error`. */
export function rootMeanSquaredLogError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return Math.sqrt(meanSquaredLogError(truth, predicted, options))
}

import type { Numbers } from '../input/column'
import { weightedQuantile } from '../numeric/weighted-quantile'
import { meanLoss, type RegressionOptions, readPairs } from './errors-of'

/** The mean of |truth − predicted|, in the units of the truth. Equals scikit-learn's `mean_absolute_error`. */
export function meanAbsoluteError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  return meanLoss(readPairs(truth, predicted, options), (actual, guess) => Math.abs(actual - guess))
}

/** The median of |truth − predicted|, which outliers do not move. Equals `median_absolute_error`. */
export function medianAbsoluteError(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  const pairs = readPairs(truth, predicted, options)
  const errors = Float64Array.from({ length: pairs.truth.length }, (_, row) =>
    Math.abs(pairs.truth[row]! - pairs.predicted[row]!),
  )
  return weightedQuantile(errors, pairs.weights, 0.5)
}

/** The greatest |truth − predicted|. Equals scikit-learn's `max_error`. */
export function maximumError(truth: Numbers, predicted: Numbers): number {
  const { truth: actual, predicted: guess } = readPairs(truth, predicted, {})
  let greatest = 0
  for (let row = 0; row < actual.length; row++) {
    greatest = Math.max(greatest, Math.abs(actual[row]! - guess[row]!))
  }
  return greatest
}

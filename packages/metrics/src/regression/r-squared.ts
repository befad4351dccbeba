import type { Numbers } from '../input/column'
import { weightedMean } from '../numeric/sum'
import {
  isConstantTruth,
  meanLoss,
  type NumberPairs,
  type RegressionOptions,
  readPairs,
  shareExplained,
  withConstant,
} from './errors-of'

/**
 * R²: the share of the truth's variance that the prediction explains; 1 is perfect, 0 is no better than the mean,
 * below 0 is worse. Equals scikit-learn's `r2_score`: where the truth is constant, 1 for a perfect prediction and
 * 0 for any other.
 *
 * @throws GraftError `invalid-data` for a single row (scikit-learn returns NaN).
 */
export function rSquared(truth: Numbers, predicted: Numbers, options: RegressionOptions = {}): number {
  const pairs = readPairs(truth, predicted, options, 2)
  return shareExplained(meanLoss(pairs, squared), varianceOfTruth(pairs))
}

/**
 * R² of the prediction after its mean error is taken off: unlike R² it does not see a constant bias. Equals
 * scikit-learn's `explained_variance_score`.
 */
export function explainedVariance(
  truth: Numbers,
  predicted: Numbers,
  options: RegressionOptions = {},
): number {
  const pairs = readPairs(truth, predicted, options)
  const bias = meanLoss(pairs, (actual, guess) => actual - guess)
  return shareExplained(
    meanLoss(pairs, (actual, guess) => (actual - guess - bias) ** 2),
    varianceOfTruth(pairs),
  )
}

const squared = (actual: number, guess: number) => (actual - guess) ** 2

function varianceOfTruth(pairs: NumberPairs): number {
  // The mean of equal numbers may be rounded away from them.
  if (isConstantTruth(pairs)) return 0
  return meanLoss(withConstant(pairs, weightedMean(pairs.truth, pairs.weights)), squared)
}

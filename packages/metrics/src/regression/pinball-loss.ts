import type { Numbers } from '../input/column'
import { refuseOption } from '../input/refuse'
import { weightedQuantile } from '../numeric/weighted-quantile'
import {
  meanLoss,
  type NumberPairs,
  type RegressionOptions,
  readPairs,
  shareExplained,
  withConstant,
} from './errors-of'

export interface PinballOptions extends RegressionOptions {
  /** Which quantile is predicted, from 0 to 1; 0.5 (the median) by default. */
  readonly quantile?: number
}

/**
 * The loss that the predicted quantile minimizes: truth above it costs `quantile` per unit, truth below it
 * 1 − `quantile`. Equals scikit-learn's `mean_pinball_loss`.
 */
export function pinballLoss(truth: Numbers, predicted: Numbers, options: PinballOptions = {}): number {
  return meanPinball(readPairs(truth, predicted, options), asQuantile(options.quantile))
}

/**
 * D²: the share of pinball loss that the prediction takes away from always giving the quantile of the truth.
 * Equals scikit-learn's `d2_pinball_score`, and for the median `d2_absolute_error_score`.
 */
export function explainedPinball(truth: Numbers, predicted: Numbers, options: PinballOptions = {}): number {
  const quantile = asQuantile(options.quantile)
  const pairs = readPairs(truth, predicted, options, 2)
  const constant = withConstant(pairs, weightedQuantile(pairs.truth, pairs.weights, quantile))
  return shareExplained(meanPinball(pairs, quantile), meanPinball(constant, quantile))
}

function meanPinball(pairs: NumberPairs, quantile: number): number {
  return meanLoss(pairs, (actual, guess) => {
    const short = actual - guess
    return short >= 0 ? quantile * short : (quantile - 1) * short
  })
}

function asQuantile(quantile = 0.5): number {
  if (typeof quantile === 'number' && quantile >= 0 && quantile <= 1) return quantile
  return refuseOption(quantile, 'quantile', 'Pass a number from 0 to 1.')
}

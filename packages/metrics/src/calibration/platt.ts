import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { type CalibrationOptions, readCalibrationRows } from './calibration-rows'
import { fitLogistic, sigmoid } from './logistic-fit'

/** Probability = 1 ÷ (1 + exp(−(slope·score + intercept))). Plain data. */
export interface PlattCalibrator {
  readonly kind: 'platt'
  readonly slope: number
  readonly intercept: number
}

/**
 * Fits a sigmoid that turns scores into probabilities (Platt 1999): for margins, or few rows. Targets are drawn in a
 * little from 0 and 1, as in scikit-learn's `method="sigmoid"`. Fit it on rows that the model was not trained on.
 *
 * @throws GraftError `invalid-data` where truth lacks positive or negative rows.
 */
export function fitPlatt<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CalibrationOptions<L> = {},
): PlattCalibrator {
  const rows = readCalibrationRows(truth, scores, options)
  const { isPositive, positive, negative, weights } = rows
  const high = (positive + 1) / (positive + 2)
  const low = 1 / (negative + 2)
  const targets = Float64Array.from(isPositive, (own) => (own === 1 ? high : low))
  // Scores of any size and origin are brought to -1 … 1, so that the two parameters are alike.
  const { middle, reach } = rangeOf(rows.scores)
  const scaled = Float64Array.from(targets, (_, row) => (rows.scores[row]! - middle) / reach)
  const { coefficients, intercept } = fitLogistic([scaled], targets, weights)
  const slope = coefficients[0]! / reach
  return { kind: 'platt', slope, intercept: intercept - slope * middle }
}

/** Halves before they are added or subtracted, so that no score is too large. */
function rangeOf(scores: ArrayLike<number>): { middle: number; reach: number } {
  let least = Infinity
  let greatest = -Infinity
  for (let row = 0; row < scores.length; row++) {
    least = Math.min(least, scores[row]! / 2)
    greatest = Math.max(greatest, scores[row]! / 2)
  }
  return { middle: least + greatest, reach: greatest - least || 1 }
}

export function applyPlatt({ slope, intercept }: PlattCalibrator, score: number): number {
  return sigmoid(slope * score + intercept)
}

import type { Numbers } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
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

export interface TweedieOptions extends RegressionOptions {
  /**
   * How the variance grows with the mean: 0 normal, 1 Poisson (counts), between 1 and 2 amounts with zeros, 2
   * gamma, 3 inverse Gaussian; below 0 too, between 0 and 1 not.
   */
  readonly power?: number
}

/**
 * The mean deviance of a Tweedie distribution: squared error for power 0 (the default), Poisson deviance for 1,
 * gamma deviance for 2. Equals scikit-learn's `mean_tweedie_deviance`.
 *
 * @throws GraftError `invalid-data` for values outside the distribution; it names the row.
 */
export function tweedieDeviance(truth: Numbers, predicted: Numbers, options: TweedieOptions = {}): number {
  return meanDeviance(readPairs(truth, predicted, options), options.power ?? 0)
}

/** The mean Poisson deviance, for counts: truth 0 or more, predictions above 0. */
export function poissonDeviance(truth: Numbers, predicted: Numbers, options: RegressionOptions = {}): number {
  return tweedieDeviance(truth, predicted, { ...options, power: 1 })
}

/** The mean gamma deviance, for positive amounts: it looks at ratios. */
export function gammaDeviance(truth: Numbers, predicted: Numbers, options: RegressionOptions = {}): number {
  return tweedieDeviance(truth, predicted, { ...options, power: 2 })
}

/**
 * D²: the share of deviance that the prediction takes away from always giving the mean; 1 is perfect, below 0 is
 * worse than the mean. Equals scikit-learn's `d2_tweedie_score`; with power 0 it is R². Where the truth is constant, 1 for a perfect
 * prediction and 0 for any other (scikit-learn gives NaN or -Infinity).
 */
export function explainedDeviance(truth: Numbers, predicted: Numbers, options: TweedieOptions = {}): number {
  const { power = 0 } = options
  const pairs = readPairs(truth, predicted, options, 2)
  const mean = weightedMean(pairs.truth, pairs.weights)
  const ofMean = isConstantTruth(pairs) ? 0 : meanDeviance(withConstant(pairs, mean), power)
  return shareExplained(meanDeviance(pairs, power), ofMean)
}

function meanDeviance(pairs: NumberPairs, power: number): number {
  if (typeof power !== 'number' || !Number.isFinite(power) || (power > 0 && power < 1)) {
    refuseOption(power, 'power', 'Pass 0 or less, or 1 or more.')
  }
  const truthNeeds = power >= 2 ? 'above 0' : power >= 1 ? '0 or more' : undefined
  const deviance = devianceOf(power)
  return meanLoss(pairs, (actual, guess, row) => {
    const badTruth = (power >= 2 && actual <= 0) || (power >= 1 && actual < 0)
    const badGuess = power !== 0 && guess <= 0
    if (badTruth || badGuess) {
      refuse({
        what: badTruth ? `truth[${row}] is ${actual}.` : `predicted[${row}] is ${guess}.`,
        where: badTruth ? `truth[${row}]` : `predicted[${row}]`,
        fix: `With power ${power} predictions must be above 0${truthNeeds ? ` and truth ${truthNeeds}` : ''}.`,
        row,
      })
    }
    return deviance(actual, guess)
  })
}

function devianceOf(power: number): (truth: number, predicted: number) => number {
  if (power === 0) return (y, mean) => (y - mean) ** 2
  if (power === 1) return (y, mean) => 2 * ((y === 0 ? 0 : y * Math.log(y / mean)) - y + mean)
  if (power === 2) return (y, mean) => 2 * (Math.log(mean / y) + y / mean - 1)
  return (y, mean) =>
    2 *
    (Math.max(y, 0) ** (2 - power) / ((1 - power) * (2 - power)) -
      (y * mean ** (1 - power)) / (1 - power) +
      mean ** (2 - power) / (2 - power))
}

export { maximumError, meanAbsoluteError, medianAbsoluteError } from './absolute-error'
export { kendall, pearson, spearman } from './correlation'
export type { RegressionOptions } from './errors-of'
export {
  meanAbsolutePercentageError,
  meanAbsoluteScaledError,
  type ScaledErrorOptions,
  symmetricPercentageError,
} from './percentage-error'
export { explainedPinball, type PinballOptions, pinballLoss } from './pinball-loss'
export { explainedVariance, rSquared } from './r-squared'
export {
  meanSquaredError,
  meanSquaredLogError,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
} from './squared-error'
export {
  explainedDeviance,
  gammaDeviance,
  poissonDeviance,
  type TweedieOptions,
  tweedieDeviance,
} from './tweedie-deviance'

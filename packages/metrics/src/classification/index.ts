export { type AccuracyOptions, accuracy } from './accuracy'
export { averagePrecision } from './average-precision'
export { type BalancedAccuracyOptions, balancedAccuracy } from './balanced-accuracy'
export {
  type BestThreshold,
  type BestThresholdOptions,
  bestThreshold,
  type OutcomeCosts,
  type ThresholdGoal,
  type ThresholdOutcome,
} from './best-threshold'
export { type BrierOptions, brier } from './brier'
export { classificationReport } from './build-report'
export { type CalibrationErrorOptions, calibrationError } from './calibration-error'
export type { ClassAverage, ClassAverageOptions } from './class-average'
export {
  type ClassScores,
  type ClassScoresOptions,
  classScores,
  type ZeroDivision,
} from './class-scores'
export { type CohenKappaOptions, cohenKappa } from './cohen-kappa'
export {
  type ConfusionMatrix,
  type ConfusionMatrixOptions,
  confusionMatrix,
} from './confusion-matrix'
export { type DetCurve, type DetCurveOptions, detCurve } from './det-curve'
export { explainedBrier, explainedLogLoss } from './explained-loss'
export { type FBetaOptions, f1, fBeta } from './f-beta'
export { type GainCurve, gainCurve } from './gain-curve'
export { type HingeLossOptions, hingeLoss } from './hinge-loss'
export { jaccard } from './jaccard'
export {
  type LikelihoodRatios,
  type LikelihoodRatiosOptions,
  likelihoodRatios,
} from './likelihood-ratios'
export { type LogLossOptions, logLoss } from './log-loss'
export { matthews } from './matthews'
export { multiclassAveragePrecision } from './multiclass-average-precision'
export { multiclassRocAuc } from './multiclass-roc-auc'
export { type OneVsOneOptions, oneVsOneRocAuc } from './one-vs-one-roc-auc'
export type { OneVsRestOptions } from './one-vs-rest'
export { type OrdinalErrorOptions, ordinalError } from './ordinal-error'
export { type PartialRocAucOptions, partialRocAuc } from './partial-roc-auc'
export { precision } from './precision'
export {
  type PrecisionRecallCurve,
  type PrecisionRecallCurveOptions,
  precisionRecallCurve,
} from './precision-recall-curve'
export type { ProbabilityOptions } from './probability-input'
export {
  type OrdinalProbabilityOptions,
  rankedProbabilityScore,
} from './ranked-probability-score'
export { recall } from './recall'
export {
  type ReliabilityBin,
  type ReliabilityOptions,
  reliabilityCurve,
} from './reliability-curve'
export type {
  ClassificationReport,
  ClassificationReportInput,
  ClassReport,
  ReportPrecisionRecallCurve,
  ReportRocCurve,
  ReportWarning,
} from './report'
export { rocAuc } from './roc-auc'
export { type RocCurve, type RocCurveOptions, rocCurve } from './roc-curve'
export type { CurveOptions } from './threshold-counts'
export { type TopKAccuracyOptions, topKAccuracy } from './top-k-accuracy'
export { zeroOneLoss } from './zero-one-loss'

/** How good is it: measures of classifiers. */
export { type AccuracyOptions, accuracy } from './classification/accuracy'
export { averagePrecision } from './classification/average-precision'
export { type BalancedAccuracyOptions, balancedAccuracy } from './classification/balanced-accuracy'
export {
  type BestThreshold,
  type BestThresholdOptions,
  bestThreshold,
  type OutcomeCosts,
  type ThresholdGoal,
  type ThresholdOutcome,
} from './classification/best-threshold'
export { type BrierOptions, brier } from './classification/brier'
export { classificationReport } from './classification/build-report'
export { type CalibrationErrorOptions, calibrationError } from './classification/calibration-error'
export type { ClassAverage, ClassAverageOptions } from './classification/class-average'
export {
  type ClassScores,
  type ClassScoresOptions,
  classScores,
  type ZeroDivision,
} from './classification/class-scores'
export { type CohenKappaOptions, cohenKappa } from './classification/cohen-kappa'
export {
  type ConfusionMatrix,
  type ConfusionMatrixOptions,
  confusionMatrix,
} from './classification/confusion-matrix'
export { type DetCurve, type DetCurveOptions, detCurve } from './classification/det-curve'
export { explainedBrier, explainedLogLoss } from './classification/explained-loss'
export { type FBetaOptions, f1, fBeta } from './classification/f-beta'
export { type GainCurve, gainCurve } from './classification/gain-curve'
export { type HingeLossOptions, hingeLoss } from './classification/hinge-loss'
export { jaccard } from './classification/jaccard'
export {
  type LikelihoodRatios,
  type LikelihoodRatiosOptions,
  likelihoodRatios,
} from './classification/likelihood-ratios'
export { type LogLossOptions, logLoss } from './classification/log-loss'
export { matthews } from './classification/matthews'
export { multiclassAveragePrecision } from './classification/multiclass-average-precision'
export { multiclassRocAuc } from './classification/multiclass-roc-auc'
export { type OneVsOneOptions, oneVsOneRocAuc } from './classification/one-vs-one-roc-auc'
export type { OneVsRestOptions } from './classification/one-vs-rest'
export { type OrdinalErrorOptions, ordinalError } from './classification/ordinal-error'
export { type PartialRocAucOptions, partialRocAuc } from './classification/partial-roc-auc'
export { precision } from './classification/precision'
export {
  type PrecisionRecallCurve,
  type PrecisionRecallCurveOptions,
  precisionRecallCurve,
} from './classification/precision-recall-curve'
export type { ProbabilityOptions } from './classification/probability-input'
export {
  type OrdinalProbabilityOptions,
  rankedProbabilityScore,
} from './classification/ranked-probability-score'
export { recall } from './classification/recall'
export {
  type ReliabilityBin,
  type ReliabilityOptions,
  reliabilityCurve,
} from './classification/reliability-curve'
export type {
  ClassificationReport,
  ClassificationReportInput,
  ClassReport,
  ReportPrecisionRecallCurve,
  ReportRocCurve,
  ReportWarning,
} from './classification/report'
export { rocAuc } from './classification/roc-auc'
export { type RocCurve, type RocCurveOptions, rocCurve } from './classification/roc-curve'
export type { CurveOptions } from './classification/threshold-counts'
export { type TopKAccuracyOptions, topKAccuracy } from './classification/top-k-accuracy'
export { zeroOneLoss } from './classification/zero-one-loss'
/** How sure: intervals and paired tests. */
export { type BootstrapOptions, bootstrapInterval, take } from './confidence/bootstrap'
export type { Estimate, Interval } from './confidence/estimate'
export { type McNemarOptions, type McNemarResult, mcnemarTest } from './confidence/mcnemar'
export { wilsonInterval } from './confidence/wilson'
/** What goes in. */
export type { Column, Numbers } from './input/column'
export type { Label } from './input/label-index'
export type { ScoreMatrix } from './input/score-matrix'
/** How good is it where a row may have any number of labels. */
export { hammingLoss } from './multilabel/hamming-loss'
export { coverageError, labelRankingAveragePrecision, labelRankingLoss } from './multilabel/label-ranking'
export type { LabelSets, MultilabelOptions } from './multilabel/label-sets'
export { labelsAbove } from './multilabel/labels-above'
export {
  type MultilabelAreaOptions,
  multilabelAveragePrecision,
  multilabelRocAuc,
} from './multilabel/multilabel-areas'
export { type LabelConfusion, multilabelConfusion } from './multilabel/multilabel-confusion'
export {
  type MultilabelScores,
  type MultilabelScoresOptions,
  multilabelScores,
} from './multilabel/multilabel-scores'
export type { ScoredSetsOptions } from './multilabel/scored-sets'
export { subsetAccuracy } from './multilabel/subset-accuracy'
/** What to learn from and what to judge by. */
export { type HoldOutOptions, holdOut } from './selection/hold-out'
export { type KFoldOptions, kFold } from './selection/k-fold'
export type { Split } from './selection/split'

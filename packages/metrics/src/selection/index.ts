export { answerFolds } from './answer-folds'
export type { ConcurrencyOptions } from './concurrent'
export {
  type CrossValidateInput,
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type FoldEvaluation,
} from './cross-validate'
export type { EvaluateFold, FitAndScore, FitContext, FoldResult, FoldScores, FoldTask } from './fold'
export { foldsInWorkers, type WorkerFolds } from './folds-in-workers'
export { type HoldOutOptions, holdOut } from './hold-out'
export { type KFoldOptions, kFold, type RepeatedKFoldOptions, repeatedKFold } from './k-fold'
export {
  type LearningCurveInput,
  type LearningCurveOptions,
  type LearningCurvePoint,
  learningCurve,
} from './learning-curve'
export { leaveOneGroupOut, leaveOneOut } from './leave-out'
export { type NestedKFoldOptions, type NestedSplit, nestedKFold } from './nested-k-fold'
export {
  type FeatureImportance,
  type PermutationImportanceInput,
  permutationImportance,
} from './permutation-importance'
export type { ScoreSummary, Scores } from './scores'
export type { Split } from './split'
export { type TimeSeriesSplitOptions, timeSeriesSplit } from './time-series-split'
export {
  type ValidationCurveInput,
  type ValidationCurveOptions,
  type ValidationCurvePoint,
  type ValueEvaluation,
  type ValueFoldResult,
  validationCurve,
} from './validation-curve'

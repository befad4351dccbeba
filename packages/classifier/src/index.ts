export { BatchClassifier, type BatchPredictor, type ClassifierParts } from './batch-classifier'
export { type CrossValidatedOptions, crossValidatedProbabilities } from './classical/cross-validated'
export { matrixOf } from './classical/features'
export type { FeatureModel, FitOptions, Learner, ModelState, StateArray } from './classical/learner'
export { type LearnerName, type LearnerSettings, learners } from './classical/learners'
export { type Standardization, standardizationOf, standardized } from './classical/standardize'
export {
  type ChooseClustersOptions,
  type ChosenClusters,
  chooseClusters,
  type TriedClusters,
} from './clustering/choose-clusters'
export { type KMeans, type KMeansOptions, kMeans } from './clustering/k-means'
export type {
  Classifier,
  EvaluateOptions,
  Evaluation,
  Labelled,
  Misjudged,
  PredictOptions,
  RowSource,
  WatchedOptions,
} from './contract'
export { assertExportAgrees } from './folder/export-agrees'
export { classifierLabels, labelEntries, labelsOfConfig, type ProblemType, sameLabels } from './folder/labels'
export { cardHead, cardOf, cell, resultsSection, trainingRows, trainingSection } from './folder/model-card'
export { damagedFile, readModelText, SavedConfig } from './folder/saved-config'
export { tensorsToWrite } from './folder/written-tensors'
export { confidentJoint, type LabelledProbabilities } from './label-issues/confident-joint'
export { findLabelIssues, type LabelIssue, labelQuality } from './label-issues/find-label-issues'
export {
  type DenseLogisticOptions,
  fitDenseLogisticRegression,
  type Targets,
} from './logistic/dense-logistic-regression'
export { type FeatureMatrix, featuresOf, selectRows } from './logistic/feature-matrix'
export { lbfgs, type Minimum } from './logistic/lbfgs'
export {
  fitLinearProbe,
  headOf,
  type LinearProbe,
  type ProbeOptions,
  probabilitiesOf,
  selectTargets,
} from './logistic/linear-probe'
export {
  classProbabilities,
  fitLogisticRegression,
  type LogisticModel,
  outputsFor,
} from './logistic/logistic-regression'
export type { SparseMatrix, SparseVector } from './logistic/sparse-matrix'
export { type FeatureDistance, type NearestOptions, type Neighbours, nearestRows } from './neighbours/nearest'
export { type LabelSetPrediction, type Prediction, toLabelSet, toPrediction } from './prediction'
export { type DataWarning, emitWarning, type OnWarning } from './rows/data-warning'
export { evaluateLabelSets, type LabelSetEvaluation, type LabelSetReport } from './rows/evaluate-label-sets'
export { evaluateRows } from './rows/evaluate-rows'
export type { InputKind } from './rows/input-kind'
export { indicatorsOf, type LabelSetRow, prepareLabelSets } from './rows/label-sets'
export { checkInputs, predictStream } from './rows/predict-stream'
export { type PrepareOptions, prepareRows, type TrainingRows } from './rows/prepare-rows'
export { describeValue } from './rows/row-source'
export { TimeSlice, throwIfAborted } from './rows/time-slice'
export { softmax } from './softmax'
export { checkBatchSize, checkDevice, checkOptionsObject, type DeviceName } from './training/check-options'
export type { CheckpointSettings } from './training/checkpoint-settings'
export {
  type ClassWeight,
  checkClassWeight,
  countTargets,
  resolveClassWeights,
} from './training/class-weight'
export { numberOptions } from './training/number-options'
export { optionError } from './training/option-error'
export { type FingerprintRow, runFingerprint } from './training/run-fingerprint'
export {
  checkTraining,
  type LabelledTraining,
  type NetworkTraining,
  type WatchedTraining,
} from './training/training-options'
export { type TrainingRecord, trainingRecord } from './training/training-record'
export { watchValidation } from './training/watch-validation'

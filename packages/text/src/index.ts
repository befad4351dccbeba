export type { CheckpointSettings, Prediction } from '@graftjs/classifier'
export { Bert, BertForSequenceClassification, type BertInputs } from './bert/bert'
export { type BertConfig, bertConfig } from './bert/bert-config'
export type {
  Classifier,
  EvaluateOptions,
  Evaluation,
  Mistake,
  PredictOptions,
  RowSource,
  TextExample,
} from './classifier/contract'
export { type FinetuneOptions, type LoadOptions, TextClassifier } from './classifier/text-classifier'
export type { FinetuneSettings } from './finetune/settings'
export type { TrainingRecord } from './finetune/training-record'
export type { Explanation } from './linear/explain'
export { LinearTextClassifier, type LinearTrainOptions } from './linear/linear-text-classifier'
export type { DataWarning, OnWarning } from './rows/text-input'

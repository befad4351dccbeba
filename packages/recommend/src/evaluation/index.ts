export { evaluate, type Models } from './evaluate'
export {
  evaluateRatings,
  type RatingsEvaluation,
  type RatingsOptions,
  type RatingsRow,
} from './evaluate-ratings'
export type { EvaluatedMeasure, Evaluation, EvaluationRow } from './evaluation'
export type { MeasureName, MeasureResult } from './measures'
export type { EvaluateOptions } from './options'
export { type WriteEvaluationOptions, writeEvaluation } from './write-evaluation'

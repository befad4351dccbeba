export { evaluate, type Models } from './evaluate'
export type { EvaluatedMeasure, Evaluation, EvaluationRow } from './evaluation'
export type { MeasureName, MeasureResult } from './measures'
export type { EvaluateOptions } from './options'

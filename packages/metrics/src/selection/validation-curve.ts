import { asRows, type Column } from '../input/column'
import { type CrossValidateOptions, type CrossValidation, evaluateFolds } from './cross-validate'
import { type EvaluateFold, evaluateHere, type FitAndScore, type FitContext, type FoldResult } from './fold'
import type { Scores } from './scores'

/** A fold of a validation curve, with the value that was tried. */
export interface ValueFoldResult<Value> extends FoldResult {
  readonly value: Value
}

/** What trains and judges a value: `fit` and `score`, or `evaluate` of `foldsInWorkers`. */
export type ValueEvaluation<Model, Value> =
  | {
      /** Trains on the rows at these positions with one of the values. */
      readonly fit: (value: Value, train: Int32Array, context: FitContext<Value>) => Model | Promise<Model>
      readonly score: (model: Model, rows: Int32Array, context: FitContext<Value>) => Scores | Promise<Scores>
    }
  | { readonly evaluate: EvaluateFold<Value> }

export interface ValidationCurveOptions<Value>
  extends Omit<CrossValidateOptions, 'scoreTrain' | 'resume' | 'onFold'> {
  /** The values of one setting to try. */
  readonly values: Column<Value>
  /** The folds of an interrupted run on the same splits: they are not run again. */
  readonly resume?: readonly ValueFoldResult<Value>[]
  /** Called after every fold of every value, for example to store it. */
  readonly onFold?: (result: ValueFoldResult<Value>) => void
  /** Called after every value. */
  readonly onPoint?: (point: ValidationCurvePoint<Value>) => void
}

export type ValidationCurveInput<Model, Value> = ValidationCurveOptions<Value> & ValueEvaluation<Model, Value>

export interface ValidationCurvePoint<Value> {
  readonly value: Value
  readonly result: CrossValidation
}

/** How training and test scores depend on one setting: where does the model begin to overfit? */
export async function validationCurve<Model, Value>(
  input: ValidationCurveInput<Model, Value>,
): Promise<ValidationCurvePoint<Value>[]> {
  const { values, resume = [], onFold, onPoint } = input
  const splits = Array.from(asRows(input.splits, 'splits'))
  const evaluate = 'evaluate' in input ? input.evaluate : evaluateHere(withValue(input))
  const points: ValidationCurvePoint<Value>[] = []
  for (const value of Array.from(asRows(values, 'values'))) {
    const name = JSON.stringify(value)
    const options = {
      ...input,
      splits,
      scoreTrain: true,
      resume: resume
        .filter((fold) => JSON.stringify(fold.value) === name)
        .map(({ value: _, ...fold }) => fold),
      onFold: (result: FoldResult) => onFold?.({ ...result, value }),
    }
    const point = { value, result: await evaluateFolds(options, evaluate, value) }
    points.push(point)
    onPoint?.(point)
  }
  return points
}

function withValue<Model, Value>({
  fit,
  score,
}: Exclude<ValueEvaluation<Model, Value>, { evaluate: unknown }>): FitAndScore<Model, Value> {
  return { fit: (train, context) => fit(context.value, train, context), score }
}

import { asRows, type Column } from '../input/column'
import {
  type CrossValidateInput,
  type CrossValidation,
  crossValidate,
  type FitContext,
} from './cross-validate'

export interface ValidationCurveInput<Model, Value>
  extends Omit<CrossValidateInput<Model>, 'fit' | 'scoreTrain' | 'onFold'> {
  /** The values of one setting to try. */
  readonly values: Column<Value>
  /** Trains on the rows at these positions with one of the values. */
  readonly fit: (value: Value, train: Int32Array, context: FitContext) => Model | Promise<Model>
  /** Called after every value. */
  readonly onPoint?: (point: ValidationCurvePoint<Value>) => void
}

export interface ValidationCurvePoint<Value> {
  readonly value: Value
  readonly result: CrossValidation
}

/** How training and test scores depend on one setting: where does the model begin to overfit? */
export async function validationCurve<Model, Value>(
  input: ValidationCurveInput<Model, Value>,
): Promise<ValidationCurvePoint<Value>[]> {
  const { values, fit, onPoint } = input
  const splits = Array.from(asRows(input.splits, 'splits'))
  const points: ValidationCurvePoint<Value>[] = []
  for (const value of Array.from(asRows(values, 'values'))) {
    const result = await crossValidate({
      ...input,
      splits,
      scoreTrain: true,
      fit: (train: Int32Array, context: FitContext) => fit(value, train, context),
    })
    const point = { value, result }
    points.push(point)
    onPoint?.(point)
  }
  return points
}

import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { sumOf } from '../numeric/sum'
import { countClasses } from './class-counts'

export interface AccuracyOptions {
  /** How often each row counts; every row once by default. */
  readonly weights?: Numbers
}

/**
 * The share of rows whose predicted label is the true one, from 0 to 1. Equals scikit-learn's
 * `accuracy_score`.
 *
 * @throws GraftError `invalid-data` for empty or unequal columns, values that are not labels, bad weights.
 */
export function accuracy<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { weights }: AccuracyOptions = {},
): number {
  const counts = countClasses(truth, predicted, weights)
  return sumOf(counts.agreed) / counts.total
}

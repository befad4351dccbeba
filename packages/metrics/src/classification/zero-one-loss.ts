import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { type AccuracyOptions, accuracy } from './accuracy'

/**
 * The share of rows whose predicted label is not the true one: 1 − accuracy. Equals scikit-learn's
 * `zero_one_loss`, and its `hamming_loss` where every row has one label.
 */
export function zeroOneLoss<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  options: AccuracyOptions = {},
): number {
  return 1 - accuracy(truth, predicted, options)
}

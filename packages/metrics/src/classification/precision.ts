import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { averageOverClasses, type ClassAverageOptions } from './class-average'
import { precisionOf } from './class-scores'

/**
 * Of the rows that were predicted as a class, the share that is of that class, from 0 to 1. Equals
 * scikit-learn's `precision_score`.
 */
export function precision<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  options: ClassAverageOptions<L> = {},
): number {
  const { zeroDivision = 0 } = options
  return averageOverClasses(truth, predicted, options, (tally) => precisionOf(tally, zeroDivision))
}

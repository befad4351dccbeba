import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { averageOverClasses, type ClassAverageOptions } from './class-average'
import { recallOf } from './class-scores'

/**
 * Of the rows of a class, the share that was predicted as it, from 0 to 1. Equals scikit-learn's
 * `recall_score`.
 */
export function recall<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  options: ClassAverageOptions<L> = {},
): number {
  const { zeroDivision = 0 } = options
  return averageOverClasses(truth, predicted, options, (tally) => recallOf(tally, zeroDivision))
}

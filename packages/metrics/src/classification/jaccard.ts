import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { averageOverClasses, type ClassAverageOptions } from './class-average'
import { jaccardOf } from './class-scores'

/**
 * Of the rows that are of a class or were predicted as it, the share where both hold, from 0 to 1
 * (intersection over union). Equals scikit-learn's `jaccard_score`.
 */
export function jaccard<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  options: ClassAverageOptions<L> = {},
): number {
  const { zeroDivision = 0 } = options
  return averageOverClasses(truth, predicted, options, (tally) => jaccardOf(tally, zeroDivision))
}

import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { countClasses } from './class-counts'

/**
 * The correlation between truth and predictions, from -1 to 1; 0 is what guessing gives (Gorodkin 2004 for
 * more than two classes). 0 too where truth or predictions hold one class only, as in scikit-learn's
 * `matthews_corrcoef`.
 */
export function matthews<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { weights }: { readonly weights?: Numbers } = {},
): number {
  return matthewsOfSums(countClasses(truth, predicted, weights))
}

/** The correlation from the sums per class. */
export function matthewsOfSums({
  truth,
  predicted,
  agreed,
  total,
}: {
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly agreed: Float64Array
  readonly total: number
}): number {
  let right = 0
  let cross = 0
  let truthPairs = 0
  let predictedPairs = 0
  let truthSeen = 0
  let predictedSeen = 0
  // Shares instead of counts keep the products far from overflow; 1 − Σ share² is summed pair by pair.
  for (let at = 0; at < truth.length; at++) {
    const actual = truth[at]! / total
    const guess = predicted[at]! / total
    right += agreed[at]! / total
    cross += actual * guess
    truthPairs += 2 * actual * truthSeen
    predictedPairs += 2 * guess * predictedSeen
    truthSeen += actual
    predictedSeen += guess
  }
  return truthPairs > 0 && predictedPairs > 0 ? (right - cross) / Math.sqrt(truthPairs * predictedPairs) : 0
}

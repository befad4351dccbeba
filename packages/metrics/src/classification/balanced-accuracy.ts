import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { countClasses } from './class-counts'

export interface BalancedAccuracyOptions {
  readonly weights?: Numbers
  /** Rescale so that guessing gives 0 and perfection 1. Needs two classes in the truth. Default false. */
  readonly adjusted?: boolean
}

/**
 * The mean over classes of the share of their rows that were found (recall). Classes that are predicted but
 * absent from the truth are left out, as in scikit-learn's `balanced_accuracy_score`.
 */
export function balancedAccuracy<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { weights, adjusted = false }: BalancedAccuracyOptions = {},
): number {
  const counts = countClasses(truth, predicted, weights)
  let sum = 0
  let classes = 0
  for (let at = 0; at < counts.labels.length; at++) {
    if (counts.truth[at] === 0) continue
    sum += counts.agreed[at]! / counts.truth[at]!
    classes++
  }
  const score = sum / classes
  if (!adjusted) return score
  if (classes < 2) {
    refuse({
      what: 'Adjusted balanced accuracy is not defined where the truth holds a single class.',
      where: 'truth',
      fix: 'Leave adjusted out, or evaluate on rows of at least two classes.',
    })
  }
  return (score - 1 / classes) / (1 - 1 / classes)
}

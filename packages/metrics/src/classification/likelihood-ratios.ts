import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { listed, resolvePositive } from '../input/labels'
import { refuse } from '../input/refuse'
import { confusionMatrix } from './confusion-matrix'

export interface LikelihoodRatiosOptions<L extends Label> {
  /** The class that a test looks for. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  readonly weights?: Numbers
}

/** How a prediction changes the odds of the positive class. */
export interface LikelihoodRatios {
  /** Odds are multiplied by this when a row is predicted positive; 1 or more for a useful model. */
  readonly positive: number
  /** Odds are multiplied by this when a row is predicted negative; between 0 and 1 for a useful model. */
  readonly negative: number
}

/**
 * Sensitivity ÷ (1 − specificity) and (1 − sensitivity) ÷ specificity, which do not depend on how common the
 * class is. Equals scikit-learn's `class_likelihood_ratios`.
 *
 * @throws GraftError `invalid-data` where a ratio has no value: no positive row, or no false positive or no
 *   true negative to divide by (scikit-learn returns NaN).
 */
export function likelihoodRatios<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { positive, weights }: LikelihoodRatiosOptions<L> = {},
): LikelihoodRatios {
  const { labels, counts } = confusionMatrix(truth, predicted, weights === undefined ? {} : { weights })
  if (labels.length > 2) {
    refuse({
      what: `There are ${labels.length} classes (${listed(labels)}).`,
      where: 'truth',
      fix: 'Likelihood ratios are for two classes: map the labels to positive and negative first.',
    })
  }
  const chosen = resolvePositive(labels, positive)
  const all: readonly Label[] = labels
  const own = all.indexOf(chosen)
  // Each cell is summed by itself: a difference of sums of weights would leave rounding errors where 0 belongs.
  const cell = (row: number, column: number) => counts[row]?.[column] ?? 0
  const other = own === -1 ? 0 : 1 - own
  const truePositives = cell(own, own)
  const falseNegatives = cell(own, other)
  const falsePositives = cell(other, own)
  const trueNegatives = cell(other, other)
  const missing =
    truePositives + falseNegatives === 0
      ? 'row of truth is positive'
      : falsePositives === 0
        ? 'negative row was predicted as positive'
        : trueNegatives === 0
          ? 'negative row was predicted as negative'
          : undefined
  if (missing !== undefined) {
    refuse({
      what: `The likelihood ratios are not defined: no ${missing}.`,
      where: 'truth',
      fix: 'Evaluate on more rows of both classes.',
    })
  }
  const positives = truePositives + falseNegatives
  const negatives = falsePositives + trueNegatives
  return {
    positive: (truePositives * negatives) / (falsePositives * positives),
    negative: (falseNegatives * negatives) / (trueNegatives * positives),
  }
}

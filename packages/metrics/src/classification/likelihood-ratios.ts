import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { listed, resolvePositive } from '../input/labels'
import { refuse } from '../input/refuse'
import { countClasses } from './class-counts'
import { talliesOf } from './class-scores'

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
  const counts = countClasses(truth, predicted, weights)
  if (counts.labels.length > 2) {
    refuse({
      what: `There are ${counts.labels.length} classes (${listed(counts.labels)}).`,
      where: 'truth',
      fix: 'Likelihood ratios are for two classes: map the labels to positive and negative first.',
    })
  }
  const tally = talliesOf(counts, [resolvePositive(counts.labels, positive)])[0]!
  const falsePositives = tally.predicted - tally.agreed
  const falseNegatives = tally.truth - tally.agreed
  const negatives = counts.total - tally.truth
  const trueNegatives = negatives - falsePositives
  const missing =
    tally.truth === 0
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
  return {
    positive: (tally.agreed * negatives) / (falsePositives * tally.truth),
    negative: (falseNegatives * negatives) / (trueNegatives * tally.truth),
  }
}

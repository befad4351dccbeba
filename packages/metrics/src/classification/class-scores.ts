import type { Column, Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels } from '../input/labels'
import { refuseOption } from '../input/refuse'
import { type ClassCounts, countClasses } from './class-counts'

/**
 * What a score is where its denominator is 0, for example the precision of a class that was never predicted:
 * 0 (the default; scikit-learn's "warn" without the warning), 1, or `'nan'`, which gives NaN for the class
 * and leaves it out of averages.
 */
export type ZeroDivision = 0 | 1 | 'nan'

export interface ClassScoresOptions<L extends Label> {
  /** The classes and their order; by default every label of truth and predictions, sorted. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
  /** How many times as much recall counts as precision in F; 1 by default, 0 and Infinity are allowed. */
  readonly beta?: number
  readonly zeroDivision?: ZeroDivision
}

/** One entry per label, in the order of `labels`. */
export interface ClassScores<L extends Label> {
  readonly labels: readonly L[]
  readonly precision: readonly number[]
  readonly recall: readonly number[]
  readonly fBeta: readonly number[]
  /** The weight of the rows of truth with this label (their number, without weights). */
  readonly support: readonly number[]
}

/**
 * Precision, recall, F-beta and support of every class. Equals scikit-learn's
 * `precision_recall_fscore_support(average=None)`.
 */
export function classScores<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { labels, weights, beta = 1, zeroDivision = 0 }: ClassScoresOptions<L> = {},
): ClassScores<L> {
  const counts = countClasses(truth, predicted, weights)
  const tallies = talliesOf(counts, labels === undefined ? counts.labels : asLabels(labels).labels)
  return {
    labels: tallies.map((tally) => tally.label),
    precision: tallies.map((tally) => precisionOf(tally, zeroDivision)),
    recall: tallies.map((tally) => recallOf(tally, zeroDivision)),
    fBeta: tallies.map((tally) => fBetaOf(tally, asBeta(beta), zeroDivision)),
    support: tallies.map((tally) => tally.truth),
  }
}

/** The counts from which precision, recall and F of one class follow. */
export interface ClassTally {
  readonly truth: number
  readonly predicted: number
  readonly agreed: number
}

export function talliesOf<L extends Label>(
  counts: ClassCounts<Label>,
  labels: readonly L[],
): (ClassTally & { readonly label: L })[] {
  const positions = new Map(counts.labels.map((label, at) => [label, at]))
  return labels.map((label) => {
    const at = positions.get(label)
    if (at === undefined) return { label, truth: 0, predicted: 0, agreed: 0 }
    return { label, truth: counts.truth[at]!, predicted: counts.predicted[at]!, agreed: counts.agreed[at]! }
  })
}

export function precisionOf({ agreed, predicted }: ClassTally, zeroDivision: ZeroDivision): number {
  return divide(agreed, predicted, zeroDivision)
}

export function recallOf({ agreed, truth }: ClassTally, zeroDivision: ZeroDivision): number {
  return divide(agreed, truth, zeroDivision)
}

export function jaccardOf({ agreed, truth, predicted }: ClassTally, zeroDivision: ZeroDivision): number {
  return divide(agreed, truth + predicted - agreed, zeroDivision)
}

export function fBetaOf(tally: ClassTally, beta: number, zeroDivision: ZeroDivision): number {
  if (beta === 0) return precisionOf(tally, zeroDivision)
  if (beta === Infinity) return recallOf(tally, zeroDivision)
  const squared = beta * beta
  return divide((1 + squared) * tally.agreed, squared * tally.truth + tally.predicted, zeroDivision)
}

function divide(numerator: number, denominator: number, zeroDivision: ZeroDivision): number {
  if (denominator !== 0) return numerator / denominator
  if (zeroDivision === 0 || zeroDivision === 1) return zeroDivision
  if (zeroDivision === 'nan') return Number.NaN
  return refuseOption(zeroDivision, 'zeroDivision', "Pass 0, 1 or 'nan'.")
}

export function asBeta(beta: number): number {
  if (typeof beta === 'number' && beta >= 0) return beta
  return refuseOption(beta, 'beta', 'Pass 0 or more: 1 for F1, 2 to favour recall, 0.5 to favour precision.')
}

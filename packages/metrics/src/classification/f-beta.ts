import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { averageOverClasses, type ClassAverageOptions } from './class-average'
import { asBeta, fBetaOf } from './class-scores'

export interface FBetaOptions<L extends Label> extends ClassAverageOptions<L> {
  /** How many times as much recall counts as precision. 0 gives precision, Infinity gives recall. */
  readonly beta: number
}

/**
 * The weighted harmonic mean of precision and recall, (1 + β²)·tp ÷ (β²·truth + predicted), from 0 to 1.
 * Equals scikit-learn's `fbeta_score`.
 */
export function fBeta<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  options: FBetaOptions<L>,
): number {
  const { zeroDivision = 0 } = options
  const beta = asBeta(options.beta)
  return averageOverClasses(truth, predicted, options, (tally) => fBetaOf(tally, beta, zeroDivision))
}

/** The harmonic mean of precision and recall, from 0 to 1. Equals scikit-learn's `f1_score`. */
export function f1<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  options: ClassAverageOptions<L> = {},
): number {
  return fBeta(truth, predicted, { ...options, beta: 1 })
}

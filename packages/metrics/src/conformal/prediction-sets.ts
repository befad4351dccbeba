import { asRows, type Column, checkNotEmpty } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, codesOf } from '../input/labels'
import { rowsOfScores } from '../input/rows-of-scores'
import { asMatrix, checkProbabilities, type ScoreMatrix } from '../input/score-matrix'
import { Draws } from '../random/draws'
import { asSetRule, type SetRule, type SetRuleOptions } from './misfit'
import { conformalQuantile } from './quantile'

export interface ConformalSetsInput<L extends Label> extends SetRuleOptions {
  /** The true labels of calibration rows, which the model was not trained on. */
  readonly truth: Column<L>
  /** Probabilities, rows × classes, in the order of `labels`. */
  readonly scores: ScoreMatrix
  readonly labels: Column<L>
  /** The share of new rows whose true label may be missing from their set. */
  readonly alpha: number
  /** Hold the guarantee for each class by itself, not only overall; it takes rows of every class. */
  readonly perClass?: boolean
  /** The seed of what `randomize` draws; 1 by default. */
  readonly seed?: number
}

/** How sets are made. Plain data. */
export interface ConformalSets<L extends Label> extends SetRule {
  readonly labels: readonly L[]
  readonly alpha: number
  /** For each label how badly it may fit a row and still stand in its set; null for any, for lack of rows. */
  readonly thresholds: readonly (number | null)[]
}

/**
 * Learns how large sets of labels must be to hold the true one in 1 − α of cases: a guarantee for any model and any
 * distribution, given that calibration rows and new rows come in random order. The coverage lies between 1 − α and
 * 1 − α + 1/(n + 1) where misfits do not tie (`adaptive` ones do, at 1, unless `randomize` is set).
 *
 * @example
 * const sets = fitConformalSets({ truth, scores, labels: ['ham', 'spam', 'phish'], alpha: 0.1 })
 * predictionSets(sets, newScores) // [['ham'], ['spam', 'phish'], …]
 */
export function fitConformalSets<L extends Label>(input: ConformalSetsInput<L>): ConformalSets<L> {
  const { alpha, perClass = false, seed = 1 } = input
  const rule = asSetRule(input)
  const truth = asRows(input.truth, 'truth')
  checkNotEmpty(truth, 'truth')
  const index = asLabels(input.labels, 2)
  const codes = codesOf(truth, index, 'truth')
  const matrix = asMatrix(input.scores, truth.length, index.labels.length)
  checkProbabilities(matrix)
  const misfitsOf = rule.reader(matrix, Draws.from(seed))
  const misfit = Float64Array.from(codes, (code, row) => misfitsOf(row)[code]!)
  const thresholds = perClass
    ? index.labels.map((_, code) =>
        conformalQuantile(
          misfit.filter((_, row) => codes[row] === code),
          alpha,
        ),
      )
    : new Array<number | null>(index.labels.length).fill(conformalQuantile(misfit, alpha))
  return { ...rule.settings, labels: index.labels, alpha, thresholds }
}

/**
 * The set of labels of every row, in the order of `labels`; it may hold all, or be empty, where no label fits well
 * enough.
 *
 * @param seed of what a randomized rule draws for these rows; 2 by default, other than that of the calibration.
 */
export function predictionSets<L extends Label>(
  sets: ConformalSets<L>,
  scores: ScoreMatrix,
  { seed = 2 }: { readonly seed?: number } = {},
): L[][] {
  const rule = asSetRule(sets)
  const columns = sets.labels.length
  const matrix = asMatrix(scores, rowsOfScores(scores, columns), columns)
  checkProbabilities(matrix)
  const misfitsOf = rule.reader(matrix, Draws.from(seed))
  return Array.from({ length: matrix.rows }, (_, row) => {
    const misfits = misfitsOf(row)
    return sets.labels.filter((_, code) => misfits[code]! <= (sets.thresholds[code] ?? Infinity))
  })
}

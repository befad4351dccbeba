import { asRows, type Column, checkNotEmpty, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, codesOf } from '../input/labels'
import { rowsOfScores } from '../input/rows-of-scores'
import { asMatrix, type FlatMatrix, type ScoreMatrix } from '../input/score-matrix'
import { type Calibrator, calibrate } from './calibrate'

/** One calibrator for the scores of each class. Plain data. */
export interface OneVsRestCalibrator<L extends Label> {
  readonly kind: 'one-vs-rest'
  readonly labels: readonly L[]
  readonly calibrators: readonly Calibrator[]
}

export interface OneVsRestCalibrationInput<L extends Label> {
  readonly truth: Column<L>
  /** A score per class for every row, in the order of `labels`. */
  readonly scores: ScoreMatrix
  /** The classes; each needs rows. */
  readonly labels: Column<L>
  /** How the scores of one class are calibrated: `fitPlatt`, `fitIsotonic`, `fitBeta` or `fitVennAbers`. */
  readonly fit: (
    truth: readonly boolean[],
    scores: Numbers,
    options: { readonly weights?: Numbers },
  ) => Calibrator
  readonly weights?: Numbers
}

/**
 * Calibrates any number of classes, each against all others (Zadrozny and Elkan 2002), as scikit-learn's
 * `CalibratedClassifierCV` does. For logits of many classes `fitTemperature` needs fewer rows.
 */
export function fitOneVsRest<L extends Label>(input: OneVsRestCalibrationInput<L>): OneVsRestCalibrator<L> {
  const { fit, weights } = input
  const truth = asRows(input.truth, 'truth')
  checkNotEmpty(truth, 'truth')
  const { labels } = asLabels(input.labels, 2)
  const codes = codesOf(truth, asLabels(labels), 'truth')
  const matrix = asMatrix(input.scores, truth.length, labels.length)
  const calibrators = labels.map((_, column) =>
    fit(
      Array.from(codes, (code) => code === column),
      columnOf(matrix, column),
      weights === undefined ? {} : { weights },
    ),
  )
  return { kind: 'one-vs-rest', labels, calibrators }
}

/** The calibrated probabilities of every row, flat in row-major order, each row brought to a sum of 1. */
export function applyOneVsRest<L extends Label>(
  { calibrators }: OneVsRestCalibrator<L>,
  scores: ScoreMatrix,
): Float64Array {
  const columns = calibrators.length
  const matrix = asMatrix(scores, rowsOfScores(scores, columns), columns)
  const perClass = calibrators.map((calibrator, column) => calibrate(calibrator, columnOf(matrix, column)))
  const probabilities = new Float64Array(matrix.rows * columns)
  for (let row = 0; row < matrix.rows; row++) {
    const sum = perClass.reduce((total, own) => total + own[row]!, 0)
    perClass.forEach((own, column) => {
      // Where no class is likely, all are equally so, as scikit-learn decides.
      probabilities[row * columns + column] = sum > 0 ? own[row]! / sum : 1 / columns
    })
  }
  return probabilities
}

function columnOf({ values, rows, columns }: FlatMatrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!)
}

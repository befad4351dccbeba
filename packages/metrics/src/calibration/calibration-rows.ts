import { checkBothClasses } from '../classification/roc-curve'
import { readBinaryScores } from '../classification/threshold-counts'
import { asWeights, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'

export interface CalibrationOptions<L extends Label> {
  /** The class that the scores speak of. Without it: 1 among 0/1 or -1/1, true among booleans. */
  readonly positive?: L
  readonly weights?: Numbers
}

export interface CalibrationRows {
  /** 1 for positive rows, 0 for the others. */
  readonly isPositive: Uint8Array
  readonly scores: ArrayLike<number>
  readonly weights: ArrayLike<number> | undefined
  /** The weight of positive and of other rows. */
  readonly positive: number
  readonly negative: number
}

export function readCalibrationRows<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CalibrationOptions<L>,
): CalibrationRows {
  const rows = readBinaryScores(truth, scores, options)
  const weights = asWeights(options.weights, rows.isPositive.length)
  let positive = 0
  let negative = 0
  rows.isPositive.forEach((own, row) => {
    const weight = weights === undefined ? 1 : weights[row]!
    if (own === 1) positive += weight
    else negative += weight
  })
  checkBothClasses(positive, negative, 'A calibration')
  return { ...rows, weights, positive, negative }
}

/** The same, of scores that must be probabilities. */
export function readProbabilityRows<L extends Label>(
  truth: Column<L>,
  scores: Numbers,
  options: CalibrationOptions<L>,
): CalibrationRows {
  const rows = readCalibrationRows(truth, scores, options)
  for (let row = 0; row < rows.scores.length; row++) {
    const score = rows.scores[row]!
    if (score >= 0 && score <= 1) continue
    refuse({
      what: `scores[${row}] is ${score}, not a probability.`,
      where: `scores[${row}]`,
      fix: 'Pass probabilities of the positive class, or use fitPlatt or fitIsotonic for scores of any scale.',
      row,
    })
  }
  return rows
}

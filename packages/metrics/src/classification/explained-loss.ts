import { asWeights, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import { brier } from './brier'
import { type LogLossOptions, logLoss } from './log-loss'
import { type Probabilities, readProbabilities } from './probability-input'

/**
 * The share of log loss that the model takes away from always giving the frequencies of the classes: 1 is
 * perfect, 0 is no better than the frequencies, below 0 is worse. Equals scikit-learn's `d2_log_loss_score`.
 */
export function explainedLogLoss<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: LogLossOptions<L> = {},
): number {
  return 1 - logLoss(truth, scores, options) / lossOfFrequencies(truth, scores, options, logLoss)
}

/** The same of the Brier score (Brier skill score). Equals scikit-learn's `d2_brier_score`. */
export function explainedBrier<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: LogLossOptions<L> = {},
): number {
  return 1 - brier(truth, scores, options) / lossOfFrequencies(truth, scores, options, brier)
}

function lossOfFrequencies<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: LogLossOptions<L>,
  loss: (truth: Column<number>, scores: ScoreMatrix, options: LogLossOptions<number>) => number,
): number {
  const { codes, columns } = readProbabilities(truth, scores, options)
  const weights = asWeights(options.weights, codes.length)
  const frequencies = frequenciesOf({ codes, columns: Math.max(2, columns) }, weights)
  const constant = new Float64Array(codes.length * frequencies.length)
  for (let at = 0; at < constant.length; at++) constant[at] = frequencies[at % frequencies.length]!
  const labels = [...frequencies.keys()]
  const reference = loss(codes, constant, { labels, ...(weights === undefined ? {} : { weights }) })
  if (reference > 1e-12) return reference
  return refuse({
    what: 'The share explained is not defined: all rows of truth are of one class.',
    where: 'truth',
    fix: 'Evaluate on rows of at least two classes.',
  })
}

function frequenciesOf(
  { codes, columns }: Pick<Probabilities, 'codes' | 'columns'>,
  weights: ArrayLike<number> | undefined,
): Float64Array {
  const sums = new Float64Array(columns)
  let total = 0
  codes.forEach((code, row) => {
    const weight = weights === undefined ? 1 : weights[row]!
    sums[code] = sums[code]! + weight
    total += weight
  })
  return sums.map((sum) => sum / total)
}

import { asWeights, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { isFloat32, type ScoreMatrix } from '../input/score-matrix'
import { ExactSum, sumOf } from '../numeric/sum'
import { type ProbabilityOptions, readProbabilities } from './probability-input'

export interface LogLossOptions<L extends Label> extends ProbabilityOptions<L> {
  readonly weights?: Numbers
}

/**
 * The mean of −ln(probability given to the true class), in nats; 0 is perfect. Equals scikit-learn's
 * `log_loss`: probabilities are kept away from 0 and 1 by the precision of their type (2⁻⁵², or 2⁻²³ for a
 * Float32Array).
 *
 * @param scores one row of probabilities per row of truth, classes in the order of `labels`; or, for two
 *   classes, one probability of the positive class per row.
 * @throws GraftError where scores are not probabilities (scikit-learn warns and goes on).
 */
export function logLoss<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: LogLossOptions<L> = {},
): number {
  const { values, columns, codes } = readProbabilities(truth, scores, options)
  const weights = asWeights(options.weights, codes.length)
  const smallest = isFloat32(values) ? 2 ** -23 : Number.EPSILON
  const loss = new ExactSum()
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    const score = columns === 1 ? values[row]! : values[row * columns + code]!
    const given = columns === 1 && code === 0 ? 1 - score : score
    const clipped = Math.min(Math.max(given, smallest), 1 - smallest)
    loss.add(-Math.log(clipped) * (weights === undefined ? 1 : weights[row]!))
  }
  return loss.value / (weights === undefined ? codes.length : sumOf(weights))
}

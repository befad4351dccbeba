import { asWeights, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import type { ScoreMatrix } from '../input/score-matrix'
import { weightedMean } from '../numeric/sum'
import { type ProbabilityOptions, readProbabilities } from './probability-input'

export interface BrierOptions<L extends Label> extends ProbabilityOptions<L> {
  readonly weights?: Numbers
  /** Halve the score, so that two classes give the square of the positive class's error. Default: two classes only. */
  readonly halved?: boolean
}

/**
 * The mean squared distance between the probabilities and the truth (1 for the true class, 0 for the others);
 * 0 is perfect, the worst is 1 for two classes and 2 for more. Equals scikit-learn's `brier_score_loss`.
 */
export function brier<L extends Label>(
  truth: Column<L>,
  scores: Numbers | ScoreMatrix,
  options: BrierOptions<L> = {},
): number {
  const { values, columns, codes } = readProbabilities(truth, scores, options)
  const weights = asWeights(options.weights, codes.length)
  const distances = Float64Array.from(codes, (code, row) => {
    if (columns === 1) return 2 * (values[row]! - code) ** 2
    let distance = 0
    for (let column = 0; column < columns; column++) {
      distance += (values[row * columns + column]! - (column === code ? 1 : 0)) ** 2
    }
    return distance
  })
  const halved = options.halved ?? columns < 3
  return weightedMean(distances, weights) * (halved ? 0.5 : 1)
}

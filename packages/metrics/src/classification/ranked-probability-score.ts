import { asWeights, type Column, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import type { ScoreMatrix } from '../input/score-matrix'
import { weightedMean } from '../numeric/sum'
import { readProbabilities } from './probability-input'

export interface OrdinalProbabilityOptions<L extends Label> {
  /** The classes from the lowest to the highest, as the columns of scores; by default sorted. */
  readonly labels?: Column<L>
  readonly weights?: Numbers
}

/**
 * The mean squared difference between the cumulated probabilities and the cumulated truth, for classes that
 * have an order: a probability one class off costs less than one far off (Epstein 1969, divided by classes − 1
 * so that it runs from 0, perfect, to 1).
 */
export function rankedProbabilityScore<L extends Label>(
  truth: Column<L>,
  scores: ScoreMatrix,
  options: OrdinalProbabilityOptions<L> = {},
): number {
  const { values, columns, codes } = readProbabilities(truth, scores, options)
  if (columns < 2) {
    refuse({
      what: 'scores has one value per row.',
      where: 'scores',
      fix: 'Pass a probability for every class of every row.',
    })
  }
  const distances = new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    let cumulated = 0
    let distance = 0
    for (let column = 0; column < columns - 1; column++) {
      cumulated += values[row * columns + column]!
      distance += (cumulated - (codes[row]! <= column ? 1 : 0)) ** 2
    }
    distances[row] = distance / (columns - 1)
  }
  return weightedMean(distances, asWeights(options.weights, codes.length))
}

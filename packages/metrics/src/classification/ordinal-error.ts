import { asChoice } from '../input/choice'
import { asRows, asWeights, type Column, checkNotEmpty, checkSameLength, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, codesOf } from '../input/labels'

export interface OrdinalErrorOptions<L extends Label> {
  /** The classes from the lowest to the highest. */
  readonly labels: Column<L>
  readonly weights?: Numbers
  /**
   * `rows`: every row counts (default). `classes`: the mean over classes of their rows' mean, so that rare
   * classes count as much as common ones (Baccianella et al. 2009).
   */
  readonly average?: 'rows' | 'classes'
}

/** How many classes a prediction is off, on average, for classes that have an order; 0 is perfect. */
export function ordinalError<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  { labels, weights, average = 'rows' }: OrdinalErrorOptions<L>,
): number {
  asChoice(average, 'average', ['rows', 'classes'])
  const truthRows = asRows(truth, 'truth')
  const predictedRows = asRows(predicted, 'predicted')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', predictedRows, 'predicted')
  const index = asLabels(labels)
  const codes = codesOf(truthRows, index, 'truth')
  const guesses = codesOf(predictedRows, index, 'predicted')
  const weightRows = asWeights(weights, codes.length)
  const distance = new Float64Array(index.labels.length)
  const weight = new Float64Array(index.labels.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    const share = weightRows === undefined ? 1 : weightRows[row]!
    distance[code] = distance[code]! + share * Math.abs(guesses[row]! - code)
    weight[code] = weight[code]! + share
  }
  if (average === 'rows') return total(distance) / total(weight)
  const seen = Array.from(weight.keys()).filter((code) => weight[code]! > 0)
  return seen.reduce((sum, code) => sum + distance[code]! / weight[code]!, 0) / seen.length
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

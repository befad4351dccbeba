import type { Column, Numbers } from '../input/column'
import { compareLabels, type Label, LabelIndex } from '../input/label-index'
import { asLabelledRows } from './labelled-rows'

/**
 * Per class: the weight of its rows, of the rows predicted as it, and of the rows where both agree. All that
 * accuracy, precision, recall and F need, at a cost that does not grow with the square of the classes.
 */
export interface ClassCounts<L extends Label> {
  /** Every label of truth and of predictions, sorted. */
  readonly labels: readonly L[]
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly agreed: Float64Array
  /** The weight of all rows. */
  readonly total: number
}

export function countClasses<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  weights?: Numbers,
): ClassCounts<L> {
  const rows = asLabelledRows(truth, predicted, weights)
  const index = new LabelIndex<L>()
  let sums = new Tallies(16)
  let total = 0
  for (let row = 0; row < rows.truth.length; row++) {
    const actual = index.add(rows.truth[row]!, 'truth', row)
    const guess = index.add(rows.predicted[row]!, 'predicted', row)
    if (index.labels.length > sums.capacity) sums = sums.grown()
    const weight = rows.weights === undefined ? 1 : rows.weights[row]!
    total += weight
    sums.truth[actual] = sums.truth[actual]! + weight
    sums.predicted[guess] = sums.predicted[guess]! + weight
    if (actual === guess) sums.agreed[actual] = sums.agreed[actual]! + weight
  }
  const order = index.labels.map((_, code) => code)
  order.sort((a, b) => compareLabels(index.labels[a]!, index.labels[b]!))
  return {
    labels: order.map((code) => index.labels[code]!),
    truth: Float64Array.from(order, (code) => sums.truth[code]!),
    predicted: Float64Array.from(order, (code) => sums.predicted[code]!),
    agreed: Float64Array.from(order, (code) => sums.agreed[code]!),
    total,
  }
}

class Tallies {
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly agreed: Float64Array

  constructor(readonly capacity: number) {
    this.truth = new Float64Array(capacity)
    this.predicted = new Float64Array(capacity)
    this.agreed = new Float64Array(capacity)
  }

  grown(): Tallies {
    const larger = new Tallies(2 * this.capacity)
    larger.truth.set(this.truth)
    larger.predicted.set(this.predicted)
    larger.agreed.set(this.agreed)
    return larger
  }
}

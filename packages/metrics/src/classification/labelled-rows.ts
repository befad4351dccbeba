import { asRows, asWeights, type Column, checkNotEmpty, checkSameLength, type Numbers } from '../input/column'
import type { Label } from '../input/label-index'

/** True and predicted labels side by side, checked to be as many and at least one. */
export interface LabelledRows<L extends Label> {
  readonly truth: ArrayLike<L>
  readonly predicted: ArrayLike<L>
  /** How often each row counts; once where undefined. */
  readonly weights: ArrayLike<number> | undefined
}

/**
 * Reads two columns of labels whose order does not matter: rows that are alike may come as one row with a weight.
 */
export function asLabelledRows<L extends Label>(
  truth: Column<L>,
  predicted: Column<L>,
  weights: Numbers | undefined,
): LabelledRows<L> {
  const truthRows = asRows(truth, 'truth')
  const predictedRows = asRows(predicted, 'predicted')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', predictedRows, 'predicted')
  const weightRows = asWeights(weights, truthRows.length)
  const areBytes = truthRows instanceof Uint8Array && predictedRows instanceof Uint8Array
  if (areBytes && weightRows === undefined && truthRows.length > bytes * bytes) {
    return distinctRows(truthRows, predictedRows)
  }
  return { truth: truthRows, predicted: predictedRows, weights: weightRows }
}

const bytes = 256

/** Two columns of bytes have at most 65,536 different rows, and counting these takes a loop of three instructions. */
function distinctRows<L extends Label>(
  truth: ArrayLike<L> & Uint8Array,
  predicted: ArrayLike<L> & Uint8Array,
): LabelledRows<L> {
  const counts = new Uint32Array(bytes * bytes)
  for (let row = 0; row < truth.length; row++) {
    const pair = truth[row]! * bytes + predicted[row]!
    counts[pair] = counts[pair]! + 1
  }
  const distinct = { truth: [] as L[], predicted: [] as L[], weights: [] as number[] }
  for (let pair = 0; pair < counts.length; pair++) {
    if (counts[pair] === 0) continue
    distinct.truth.push(truth[truth.indexOf(Math.floor(pair / bytes))]!)
    distinct.predicted.push(predicted[predicted.indexOf(pair % bytes)]!)
    distinct.weights.push(counts[pair]!)
  }
  return distinct
}

import { asFiniteNumbers, asWeights, checkNotEmpty, checkSameLength, type Numbers } from '../input/column'
import { refuse } from '../input/refuse'
import { ExactSum, sumOf } from '../numeric/sum'

export interface RegressionOptions {
  /** How often each row counts; every row once by default. */
  readonly weights?: Numbers
}

/** True and predicted numbers of the same rows. */
export interface NumberPairs {
  readonly truth: ArrayLike<number>
  readonly predicted: ArrayLike<number>
  readonly weights: ArrayLike<number> | undefined
}

export function readPairs(
  truth: Numbers,
  predicted: Numbers,
  { weights }: RegressionOptions,
  minimum = 1,
  [truthName, predictedName]: readonly [string, string] = ['truth', 'predicted'],
): NumberPairs {
  const truthRows = asFiniteNumbers(truth, truthName)
  const predictedRows = asFiniteNumbers(predicted, predictedName)
  checkNotEmpty(truthRows, truthName)
  checkSameLength(truthRows, truthName, predictedRows, predictedName)
  if (truthRows.length < minimum) {
    refuse({
      what: 'There is a single row, of which nothing can be explained.',
      where: truthName,
      fix: `Pass at least ${minimum} rows.`,
    })
  }
  return { truth: truthRows, predicted: predictedRows, weights: asWeights(weights, truthRows.length) }
}

/** The weighted mean of a loss over rows. */
export function meanLoss(
  { truth, predicted, weights }: NumberPairs,
  loss: (truth: number, predicted: number, row: number) => number,
): number {
  const sum = new ExactSum()
  for (let row = 0; row < truth.length; row++) {
    const own = loss(truth[row]!, predicted[row]!, row)
    sum.add(weights === undefined ? own : own * weights[row]!)
  }
  return sum.value / (weights === undefined ? truth.length : sumOf(weights))
}

/** Whether every row of truth that counts has the same number. */
export function isConstantTruth({ truth, weights }: NumberPairs): boolean {
  let first: number | undefined
  for (let row = 0; row < truth.length; row++) {
    if (weights !== undefined && weights[row] === 0) continue
    first ??= truth[row]!
    if (truth[row] !== first) return false
  }
  return true
}

/** The same pairs with one number predicted for all rows. */
export function withConstant(pairs: NumberPairs, value: number): NumberPairs {
  return { ...pairs, predicted: new Float64Array(pairs.truth.length).fill(value) }
}

/**
 * 1 − loss ÷ loss of the best constant. As in scikit-learn, a perfect prediction explains 1 and any other 0
 * where the truth is constant.
 */
export function shareExplained(loss: number, lossOfConstant: number): number {
  if (loss === 0) return 1
  return lossOfConstant === 0 ? 0 : 1 - loss / lossOfConstant
}

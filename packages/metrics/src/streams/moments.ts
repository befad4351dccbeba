import { asFiniteNumbers, asWeights } from '../input/column'
import { refuse } from '../input/refuse'
import { type ErrorFreeSum, exactProduct, quotientOf } from './error-free-sum'
import type { Kept } from './kept'
import { rowsIn, type StreamedMeasure } from './measure'
import type { NumberBatch } from './number-streams'

/**
 * R² where nothing is taken from the error, explained variance where its mean is. Both follow from sums of products,
 * whose differences cancel; so the sums are kept without rounding, and rounded once, in the quotient.
 */
export function explained(
  what: 'all of the error' | 'error less its mean',
): StreamedMeasure<NumberBatch, number> {
  return momentsOf((sums) => {
    const { weight, truth, predicted, truthSquares, products, predictedSquares } = sums
    const rest = truthSquares - 2n * products + predictedSquares
    const bias = what === 'all of the error' ? 0n : truth - predicted
    const loss = rest * weight - bias * bias
    const lossOfConstant = truthSquares * weight - truth * truth
    if (loss === 0n) return 1
    return lossOfConstant === 0n ? 0 : quotientOf(lossOfConstant - loss, lossOfConstant)
  })
}

/** Pearson's correlation. */
export function correlation(): StreamedMeasure<NumberBatch, number> {
  return momentsOf((sums) => {
    const { weight, truth, predicted, truthSquares, products, predictedSquares } = sums
    const both = products * weight - truth * predicted
    const first = truthSquares * weight - truth * truth
    const second = predictedSquares * weight - predicted * predicted
    if (first === 0n || second === 0n) {
      const column = first === 0n ? 'truth' : 'predicted'
      refuse({
        what: `The column ${column} is constant, so it goes along with nothing.`,
        where: column,
        fix: 'Correlate columns that vary.',
      })
    }
    const size = Math.sqrt(quotientOf(both * both, first * second))
    return both < 0n ? -size : size
  })
}

/** Σw, Σwy, Σwp, Σwy², Σwyp, Σwp², in whole numbers of one tiny unit. */
interface Moments {
  readonly weight: bigint
  readonly truth: bigint
  readonly predicted: bigint
  readonly truthSquares: bigint
  readonly products: bigint
  readonly predictedSquares: bigint
}

function momentsOf(read: (moments: Moments) => number): StreamedMeasure<NumberBatch, number> {
  return {
    name: 'moments',
    shared: true,
    observe,
    read(kept) {
      if (kept.sum('rows').value < 2) {
        refuse({
          what: 'There is a single row, of which nothing can be explained.',
          where: 'truth',
          fix: 'Pass at least 2 rows.',
        })
      }
      return read({
        weight: kept.sum('w').exact,
        truth: kept.sum('wy').exact,
        predicted: kept.sum('wp').exact,
        truthSquares: kept.sum('wyy').exact,
        products: kept.sum('wyp').exact,
        predictedSquares: kept.sum('wpp').exact,
      })
    },
  }
}

function observe(kept: Kept, batch: NumberBatch): void {
  const rows = rowsIn(batch.truth, 'truth', batch.predicted, 'predicted')
  if (rows === 0) return
  const truth = asFiniteNumbers(batch.truth, 'truth')
  const predicted = asFiniteNumbers(batch.predicted, 'predicted')
  const weights = asWeights(batch.weights, rows)
  const [wy, wp, wyy, wyp, wpp] = ['wy', 'wp', 'wyy', 'wyp', 'wpp'].map((name) => kept.sum(name))
  kept.sum('rows').add(rows)
  if (weights === undefined) kept.sum('w').add(rows)
  for (let row = 0; row < rows; row++) {
    const y = truth[row]!
    const p = predicted[row]!
    if (weights === undefined) {
      wy!.add(y)
      wp!.add(p)
      wyy!.addProduct(y, y)
      wyp!.addProduct(y, p)
      wpp!.addProduct(p, p)
    } else {
      const w = weights[row]!
      kept.sum('w').add(w)
      wy!.addProduct(w, y)
      wp!.addProduct(w, p)
      addTriple(wyy!, w, y, y)
      addTriple(wyp!, w, y, p)
      addTriple(wpp!, w, p, p)
    }
  }
}

function addTriple(sum: ErrorFreeSum, a: number, b: number, c: number): void {
  const [high, low] = exactProduct(a, b)
  sum.addProduct(high, c)
  sum.addProduct(low, c)
}

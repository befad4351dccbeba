import { drawBinomial } from '../random/binomial'
import type { Draws } from '../random/draws'

/**
 * Bootstrap resamples of rows of which only the cell matters (say, the pair of true and predicted class):
 * calls `visit` with the weight of every cell in each resample.
 */
export interface CellResampler {
  forEach(repetitions: number, draws: Draws, visit: (cells: Float64Array) => void): void
}

/** Up to here resamples are drawn row by row; beyond, cell by cell, at a cost independent of the rows. */
const mostRowsDrawn = 20_000

/**
 * Rows drawn with replacement, seen through their cells. Many rows without weights: the counts of the cells
 * are drawn at once from their multinomial distribution, which is the same thing. Many rows with weights: the
 * weight of a cell is drawn from the normal distribution that the sum of its drawn rows tends to.
 */
export function resampleCells(cellOf: Int32Array, cells: number, weights?: ArrayLike<number>): CellResampler {
  return cellOf.length <= mostRowsDrawn ? byRow(cellOf, cells, weights) : byCell(cellOf, cells, weights)
}

function byRow(cellOf: Int32Array, cells: number, weights: ArrayLike<number> | undefined): CellResampler {
  const rows = cellOf.length
  return {
    forEach(repetitions, draws, visit) {
      const totals = new Float64Array(cells)
      for (let repetition = 0; repetition < repetitions; repetition++) {
        totals.fill(0)
        for (let draw = 0; draw < rows; draw++) {
          const row = draws.below(rows)
          const cell = cellOf[row]!
          totals[cell] = totals[cell]! + (weights === undefined ? 1 : weights[row]!)
        }
        visit(totals)
      }
    },
  }
}

function byCell(cellOf: Int32Array, cells: number, weights: ArrayLike<number> | undefined): CellResampler {
  const counts = new Float64Array(cells)
  const sums = new Float64Array(cells)
  const squares = new Float64Array(cells)
  for (let row = 0; row < cellOf.length; row++) {
    const cell = cellOf[row]!
    const weight = weights === undefined ? 1 : weights[row]!
    counts[cell] = counts[cell]! + 1
    sums[cell] = sums[cell]! + weight
    squares[cell] = squares[cell]! + weight * weight
  }
  return {
    forEach(repetitions, draws, visit) {
      const totals = new Float64Array(cells)
      for (let repetition = 0; repetition < repetitions; repetition++) {
        let rowsLeft = cellOf.length
        let countLeft = cellOf.length
        for (let cell = 0; cell < cells; cell++) {
          const drawn = drawBinomial(rowsLeft, Math.min(1, counts[cell]! / countLeft || 0), draws)
          rowsLeft -= drawn
          countLeft -= counts[cell]!
          totals[cell] =
            weights === undefined || drawn === 0
              ? drawn
              : sumOfDrawn(drawn, counts[cell]!, sums[cell]!, squares[cell]!, draws)
        }
        visit(totals)
      }
    },
  }
}

/** The weight of `drawn` rows of a cell, each taken at random from its `count` rows. */
function sumOfDrawn(drawn: number, count: number, sum: number, squares: number, draws: Draws): number {
  const mean = sum / count
  const variance = Math.max(0, squares / count - mean * mean)
  return Math.max(0, drawn * mean + Math.sqrt(drawn * variance) * draws.normal())
}

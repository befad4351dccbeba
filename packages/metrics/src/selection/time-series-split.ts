import { asWholeNumber } from '../input/column'
import { refuse } from '../input/refuse'
import type { Split } from './split'

export interface TimeSeriesSplitOptions {
  /** How many splits; 5 by default. */
  readonly folds?: number
  /** How many rows each test has; by default rows ÷ (folds + 1), rounded down. */
  readonly testRows?: number
  /** How many rows before each test belong to neither part, so that they tell nothing about it; 0 by default. */
  readonly gap?: number
  /** Train on the latest rows only; by default on all that come before. */
  readonly maximumTrainRows?: number
}

/**
 * Splits of rows in the order of time: each tests on a stretch and trains on what came before. Equals
 * scikit-learn's `TimeSeriesSplit`.
 */
export function timeSeriesSplit(rows: number, options: TimeSeriesSplitOptions = {}): Split[] {
  const { folds = 5, gap = 0, maximumTrainRows } = options
  asWholeNumber(rows, 'rows', 2)
  asWholeNumber(folds, 'folds', 1)
  asWholeNumber(gap, 'gap', 0)
  if (maximumTrainRows !== undefined) asWholeNumber(maximumTrainRows, 'maximumTrainRows', 1)
  const testRows = options.testRows ?? Math.floor(rows / (folds + 1))
  if (options.testRows !== undefined) asWholeNumber(testRows, 'testRows', 1)
  if (folds + 1 > rows || rows - gap - testRows * folds <= 0) {
    refuse({
      what: `${rows} rows are too few for ${folds} tests of ${testRows} rows with a gap of ${gap}.`,
      where: 'folds',
      fix: 'Use fewer folds, smaller tests or a smaller gap.',
      code: 'invalid-option',
    })
  }
  const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, at) => from + at)
  return Array.from({ length: folds }, (_, fold) => {
    const testStart = rows - (folds - fold) * testRows
    const trainEnd = testStart - gap
    const trainStart = Math.max(0, trainEnd - (maximumTrainRows ?? Infinity))
    return { train: range(trainStart, trainEnd), test: range(testStart, testStart + testRows) }
  })
}

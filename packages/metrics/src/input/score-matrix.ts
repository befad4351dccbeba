import { asFiniteNumbers, type Numbers, refuseNumber } from './column'
import { refuse, refuseValue } from './refuse'

/** Scores of every class for every row: an array of rows, or all values flat, row after row. */
export type ScoreMatrix = ArrayLike<ArrayLike<number>> | ArrayLike<number>

/** Rows × columns of finite numbers, flat in row-major order. */
export interface FlatMatrix {
  readonly values: ArrayLike<number>
  readonly rows: number
  readonly columns: number
}

/**
 * Reads scores of `columns` classes for `rows` rows, whichever way they are laid out.
 *
 * @param name what the scores are called, and `rowsOf` the argument that says how many rows there are.
 */
export function asMatrix(
  scores: ScoreMatrix,
  rows: number,
  columns: number,
  name = 'scores',
  rowsOf = 'truth',
): FlatMatrix {
  const across = rowsOf === 'truth' ? 'classes' : 'values'
  if (isNested(scores, name)) {
    checkRows(scores.length, rows, name, rowsOf)
    const values = isFloat32(scores[0]) ? new Float32Array(rows * columns) : new Float64Array(rows * columns)
    for (let row = 0; row < rows; row++) {
      const line = scores[row]
      if (typeof line !== 'object' || line === null || line.length !== columns) {
        refuse({
          what: `${name}[${row}] has ${line?.length ?? 'no'} values for ${columns} ${across}.`,
          where: `${name}[${row}]`,
          fix: 'Pass as many values in every row: a score per class in the order of labels, or vectors of one length.',
          row,
        })
      }
      for (let column = 0; column < columns; column++) {
        const value = line[column]
        if (typeof value !== 'number' || value - value !== 0) {
          refuseNumber(value, `${name}[${row}][${column}]`, row)
        }
        values[row * columns + column] = value
      }
    }
    return { values, rows, columns }
  }
  const values = asFiniteNumbers(scores, name)
  if (values.length !== rows * columns) {
    refuse({
      what: `${name} has ${values.length} values; ${rows} rows of ${columns} ${across} make ${rows * columns}.`,
      where: name,
      fix: `Pass all values row after row, with as many rows as ${rowsOf} has.`,
    })
  }
  return { values, rows, columns }
}

function isNested(scores: ScoreMatrix, name: string): scores is ArrayLike<ArrayLike<number>> {
  return firstOf(scores, name) !== undefined
}

/** The first row of a matrix that is an array of rows; undefined where its values are flat. */
export function firstOf(matrix: ScoreMatrix, name: string): ArrayLike<number> | undefined {
  if (typeof matrix !== 'object' || matrix === null || typeof matrix.length !== 'number') {
    refuseValue(
      matrix,
      name,
      'a matrix',
      'Pass an array of rows, or an array or typed array of all values, row after row.',
    )
  }
  const first = matrix[0]
  return typeof first === 'object' && first !== null ? first : undefined
}

/** True for a Float32Array, also of another realm: its values have 24 bits of precision. */
export function isFloat32(values: unknown): boolean {
  return Object.prototype.toString.call(values) === '[object Float32Array]'
}

/** One score per row (a column), where a caller may also pass a score per class. */
export function isColumn(scores: Numbers | ScoreMatrix, rows: number): scores is Numbers {
  // What is no list at all is refused as a column.
  if (typeof scores !== 'object' || scores === null || !('length' in scores)) return true
  return scores.length === rows && typeof scores[0] !== 'object'
}

function checkRows(found: number, rows: number, name: string, rowsOf: string): void {
  if (found === rows) return
  refuse({
    what: `${name} has ${found} rows and ${rowsOf} has ${rows}.`,
    where: name,
    fix: 'Pass a row in one for each row of the other, in the same order.',
  })
}

/** How far the scores of a row may be from a sum of 1: float16 and float32 softmax outputs pass. */
const sumTolerance = 1e-3

/** Refuses scores that are not probabilities: outside 0 … 1, or rows that do not sum to 1. */
export function checkProbabilities({ values, rows, columns }: FlatMatrix, name = 'scores'): void {
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column]!
      if (value < 0 || value > 1) refuseProbability(value, `${name}[${row}][${column}]`, row)
      sum += value
    }
    if (Math.abs(sum - 1) > sumTolerance) {
      refuse({
        what: `The scores of row ${row} sum to ${sum}, not to 1.`,
        where: `${name}[${row}]`,
        fix: 'Pass probabilities over all classes, for example after a softmax.',
        row,
      })
    }
  }
}

/** Refuses a column of scores that are not probabilities of the positive class. */
export function checkProbabilityColumn(values: ArrayLike<number>, name = 'scores'): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value < 0 || value > 1) refuseProbability(value, `${name}[${row}]`, row)
  }
}

function refuseProbability(value: number, where: string, row: number): never {
  return refuseValue(
    value,
    where,
    'a probability',
    'Pass probabilities, between 0 and 1, for example after a softmax.',
    row,
  )
}

/** The first class with the greatest score, for every row. */
export function argmaxRows({ values, rows, columns }: FlatMatrix): Int32Array {
  const best = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    let at = 0
    for (let column = 1; column < columns; column++) {
      if (values[start + column]! > values[start + at]!) at = column
    }
    best[row] = at
  }
  return best
}

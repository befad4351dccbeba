import { refuse, refuseOption, refuseValue, shown } from './refuse'

/** One value per row: an array, a typed array or any iterable (an iterable is read once). */
export type Column<T> = ArrayLike<T> | Iterable<T>

/** One number per row. */
export type Numbers = Column<number>

/** Reads a column without copying it where it can be indexed already. */
export function asRows<T>(column: Column<T>, name: string): ArrayLike<T> {
  if (typeof column === 'object' && column !== null) {
    if ('length' in column && typeof column.length === 'number') return column
    if (Symbol.iterator in column) return Array.from(column)
  }
  return refuseValue(
    column,
    name,
    'a list of values',
    'Pass an array, a typed array or an iterable with one value per row.',
  )
}

/** Two columns that describe the same rows: as many values in each, and at least one. */
export function checkSameLength(
  first: ArrayLike<unknown>,
  firstName: string,
  second: ArrayLike<unknown>,
  secondName: string,
): void {
  if (first.length === second.length) return
  refuse({
    what: `${firstName} has ${first.length} rows and ${secondName} has ${second.length}.`,
    where: secondName,
    fix: 'Pass one value per row in both, in the same order.',
  })
}

export function checkNotEmpty(column: ArrayLike<unknown>, name: string): void {
  if (column.length > 0) return
  refuse({ what: `${name} is empty.`, where: name, fix: 'A measure needs at least one row.' })
}

/** A column of finite numbers. */
export function asFiniteNumbers(column: Numbers, name: string): ArrayLike<number> {
  const values = asRows(column, name)
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (typeof value !== 'number' || value - value !== 0) refuseNumber(value, `${name}[${row}]`, row)
  }
  return values
}

export function refuseNumber(value: unknown, where: string, row: number): never {
  return refuse({
    what: `${where} is ${shown(value)}, not a finite number.`,
    where,
    fix:
      typeof value === 'bigint'
        ? 'Convert BigInt values with Number(…) first.'
        : 'Remove the row or repair the value; measures do not skip rows silently.',
    row,
    code: typeof value === 'number' ? 'not-finite' : 'invalid-data',
  })
}

/**
 * The weights of the rows, or undefined where every row counts 1. Weights are finite, not negative, and not
 * all zero.
 */
export function asWeights(weights: Numbers | undefined, rows: number): ArrayLike<number> | undefined {
  if (weights === undefined) return undefined
  const values = asFiniteNumbers(weights, 'weights')
  if (values.length !== rows) {
    refuse({
      what: `weights has ${values.length} values for ${rows} rows.`,
      where: 'weights',
      fix: 'Pass one weight per row, in the order of the rows.',
    })
  }
  let positive = false
  for (let row = 0; row < rows; row++) {
    const weight = values[row]!
    if (weight < 0) {
      refuse({
        what: `weights[${row}] is ${weight}.`,
        where: `weights[${row}]`,
        fix: 'A weight says how often a row counts: pass 0 or more.',
        row,
      })
    }
    if (weight > 0) positive = true
  }
  if (!positive) {
    refuse({ what: 'Every weight is 0.', where: 'weights', fix: 'Give at least one row a positive weight.' })
  }
  return values
}

/** A whole number inside a range, or a refusal that names the option. */
export function asWholeNumber(value: number, name: string, minimum: number, maximum = Infinity): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
  return refuseOption(
    value,
    name,
    `Pass a whole number of at least ${minimum}${maximum < Infinity ? ` and at most ${maximum}` : ''}.`,
  )
}

/** A share strictly between 0 and 1, such as a confidence level. */
export function asOpenShare(value: number, name: string): number {
  if (typeof value === 'number' && value > 0 && value < 1) return value
  return refuseOption(value, name, 'Pass a number greater than 0 and less than 1.')
}

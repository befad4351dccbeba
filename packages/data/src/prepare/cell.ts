import { GraftError } from '@graftjs/base'
import type { RecordRow } from '../dataset/columns'
import { shown } from '../dataset/options'
import type { Category } from './statistics/categories'

/** null, undefined and NaN stand for a missing value. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}

/** Where a value stands, for messages; a row at prediction has no position. */
export interface Place {
  readonly column: string
  readonly row?: number
}

/**
 * The number in a column; undefined where it is missing.
 *
 * @throws GraftError `invalid-data` or `not-finite`.
 */
export function numberIn(row: RecordRow, place: Place): number | undefined {
  const value = row[place.column]
  if (isMissing(value)) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongValue(value, place, 'a finite number', typeof value === 'number' ? 'not-finite' : 'invalid-data')
}

/** @throws GraftError `invalid-data`. */
export function categoryIn(row: RecordRow, place: Place): Category {
  const value = row[place.column]
  if (isMissing(value)) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrongValue(value, place, 'a category: a text, a finite number or a boolean')
}

export function wrongValue(
  value: unknown,
  { column, row }: Place,
  wanted: string,
  code: 'invalid-data' | 'not-finite' = 'invalid-data',
): GraftError {
  return new GraftError(code, {
    what: `The column ${shown(column)} is ${shown(value)}, not ${wanted}.`,
    where: row === undefined ? `column ${column}` : `row ${row}, column ${column}`,
    fix: 'Repair the value, or leave the column out of this step.',
    details: { column, ...(row === undefined ? {} : { row }) },
  })
}

export function nothingToLearn(column: string, fix: string): GraftError {
  return new GraftError('invalid-data', {
    what: `The column ${shown(column)} has no value to learn from.`,
    where: `column ${column}`,
    fix,
    details: { column },
  })
}

/** The row with some columns replaced; the one given stays as it is. */
export function withColumns(row: RecordRow, columns: RecordRow): RecordRow {
  return { ...row, ...columns }
}

import { GraftError } from '@graftjs/base'
import { isRecord, type RecordRow } from '../dataset/columns'
import type { Dataset } from '../dataset/dataset'
import { shown } from '../dataset/options'

/** The rows as records of columns, whatever else their type says. */
export function asRecords(rows: Dataset<unknown>): Dataset<RecordRow> {
  return rows.map((row, position) => {
    if (isRecord(row)) return row
    throw wrongRow(row, position)
  })
}

export function wrongRow(row: unknown, position?: number): GraftError {
  return new GraftError('invalid-data', {
    what: `The row is ${shown(row)}, not an object with columns.`,
    ...(position === undefined ? {} : { where: `row ${position}`, details: { row: position } }),
    fix: 'Make records of rows with map, for example (value) => ({ value }).',
  })
}

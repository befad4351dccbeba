import { GraftError } from '@graftjs/base'
import { shown } from './options'

/** A row as a table has it: a value for each named column. */
export type RecordRow = { readonly [column: string]: unknown }

/** Rows turned by 90 degrees: an array of values for each column. */
export type Columns<Row> = { -readonly [K in keyof Row]: Row[K][] }

/** What is a row as a whole, not a record of columns. */
export type PlainValue = string | number | bigint | boolean | null | undefined | Date | ArrayLike<unknown>

/** What a batch of rows is: columns where rows are records, an array of rows where they are plain values. */
export type Batch<Row> = [Row] extends [PlainValue] ? Row[] : Columns<Row>

/**
 * Rows as columns, or as they are where they are plain values.
 *
 * @param first the position of the first of these rows, for messages.
 * @throws GraftError `invalid-data` where rows have different columns or are neither records nor plain values.
 */
export function toBatch<Row>(rows: Row[], first: number): Batch<Row>
export function toBatch(rows: unknown[], first: number): unknown {
  const [head] = rows
  if (!isRecord(head)) {
    const odd = rows.findIndex((row) => typeof row === 'object' && row !== null && !isPlain(row))
    if (odd >= 0)
      throw unlike(first + odd, `The row is ${shown(rows[odd])} of a class of its own or a record.`)
    return rows
  }
  const names = Object.keys(head)
  const columns: Record<string, unknown[]> = {}
  for (const name of names) columns[name] = new Array(rows.length)
  rows.forEach((row, at) => {
    if (!isRecord(row)) throw unlike(first + at, `The row is ${shown(row)}, and the one before is a record.`)
    for (const name of names) {
      if (!(name in row)) throw unlike(first + at, `The row has no column ${shown(name)}.`)
      columns[name]![at] = row[name]
    }
    if (Object.keys(row).length > names.length) {
      const more = Object.keys(row).find((name) => !(name in columns))
      throw unlike(first + at, `The row has a column ${shown(more)}, which the row before does not have.`)
    }
  })
  return columns
}

function unlike(row: number, what: string): GraftError {
  return new GraftError('invalid-data', {
    what,
    where: `row ${row}`,
    fix: 'Rows of a batch are records with the same columns, or all plain values; make them so with map, null for what is missing.',
    details: { row },
  })
}

/** An object literal or what is like it, from any realm. */
export function isRecord(value: unknown): value is RecordRow {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isPlain(value: object): boolean {
  return (
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    Object.prototype.toString.call(value) === '[object Date]'
  )
}

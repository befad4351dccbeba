import { GraftError } from '@graftjs/base'
import { isRecord } from '../dataset/columns'
import { shown } from '../dataset/options'
import { type BadRow, type OnBadRow, Unusable } from './bad-row'
import type { ColumnTypes } from './columns/column-type'
import { recordShape } from './columns/row-shape'
import { damagedFile, type TableFile } from './damaged'

/** What a column of Parquet or Arrow can hold. */
export type ColumnValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | ColumnValue[]
  | { [name: string]: ColumnValue }

/** A row of a file of columns that cannot be used. */
export interface BadTableRow extends BadRow {
  /** The position of the row in the file, from 0. */
  readonly row: number
}

export interface TableOptions {
  /** Hears of every bad row, which is then left out. Without it the first one stops the reading with an error. */
  readonly badRows?: OnBadRow<BadTableRow>
}

export interface AnyTableOptions extends TableOptions {
  readonly columns?: ColumnTypes
  readonly parse?: (row: Record<string, ColumnValue>) => unknown
}

/** What becomes of the values of a row: typed, parsed by a function of the caller, or plain. */
export function tableShape({ columns, parse }: AnyTableOptions): (row: Record<string, unknown>) => unknown {
  if (columns) return recordShape(columns)
  return (row) => {
    const plain: Record<string, ColumnValue> = {}
    for (const [column, value] of Object.entries(row)) plain[column] = plainValue(value, column)
    return parse ? parse(plain) : plain
  }
}

/**
 * The values that JavaScript programs expect: numbers for whole numbers too, as long as none is lost, and arrays and
 * objects of one's own.
 */
function plainValue(value: unknown, column: string): ColumnValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value
  }
  if (typeof value === 'bigint') {
    if (Number.isSafeInteger(Number(value))) return Number(value)
    throw new Unusable(
      `The column ${shown(column)} is ${value}, above 2^53: name its type, 'bigint'.`,
      column,
    )
  }
  if (isBytes(value)) return value.slice()
  if (isDate(value)) return value
  if (isList(value)) return Array.from(value, (one) => plainValue(one, column))
  if (isRecord(value)) {
    const plain = Object.entries(value).map(([name, one]) => [name, plainValue(one, column)] as const)
    return Object.fromEntries(plain)
  }
  throw new Unusable(`The column ${shown(column)} is ${shown(value)}, which is no plain value.`, column)
}

const tag = (value: unknown) => Object.prototype.toString.call(value)
const isBytes = (value: unknown): value is Uint8Array => tag(value) === '[object Uint8Array]'
const isDate = (value: unknown): value is Date => tag(value) === '[object Date]'
const isList = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && Symbol.iterator in value)

/** Makes rows, and hands those that cannot be used to the caller's function. */
export function* shapedRows(
  rows: Iterable<Record<string, unknown>>,
  first: number,
  file: TableFile,
  shape: (row: Record<string, unknown>) => unknown,
  badRows: OnBadRow<BadTableRow> | undefined,
): Generator<unknown> {
  const iterator = rows[Symbol.iterator]()
  const next = () => {
    try {
      return iterator.next()
    } catch (error) {
      throw damagedFile(error, file)
    }
  }
  let position = first
  for (let step = next(); !step.done; step = next()) {
    const at = position++
    const made = attempt(step.value, shape)
    if ('row' in made) yield made.row
    else report(made.why, file.name, at, badRows)
  }
}

function attempt(
  row: Record<string, unknown>,
  shape: (row: Record<string, unknown>) => unknown,
): { row: unknown } | { why: Unusable } {
  try {
    return { row: shape(row) }
  } catch (error) {
    return { why: Unusable.from(error) }
  }
}

function report(
  { reason, column, cause }: Unusable,
  file: string,
  row: number,
  badRows: OnBadRow<BadTableRow> | undefined,
): void {
  const bad = { file, row, reason, ...(column === undefined ? {} : { column }) }
  if (badRows) {
    badRows(bad)
    return
  }
  throw new GraftError('invalid-data', {
    what: reason,
    where: `${file}, row ${row}`,
    fix: 'Repair the row, or pass badRows: (bad) => … to hear of such rows and go on without them.',
    ...(cause === undefined ? {} : { cause }),
    details: bad,
  })
}

/** The columns to read: those that are named, which must be there, or all. */
export function wantedColumns(
  columns: ColumnTypes | undefined,
  there: readonly string[],
  file: string,
): string[] {
  if (!columns) return [...there]
  const names = Object.keys(columns)
  const missing = names.find((name) => !there.includes(name))
  if (missing === undefined) return names
  throw new GraftError('invalid-data', {
    what: `There is no column ${shown(missing)}; the file has ${there.slice(0, 12).map(shown).join(', ')}${there.length > 12 ? ' …' : ''}.`,
    where: file,
    fix: 'Name columns of the file.',
    details: { column: missing, columns: there },
  })
}

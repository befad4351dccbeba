import { isRecord } from '../../dataset/columns'
import { invalidOption, shown } from '../../dataset/options'
import { Unusable } from '../bad-row'
import type { ColumnType, ColumnTypes } from './column-type'
import { labelReader, notOfType, type TypeReader, typeReaders } from './type-reader'

/** One column as it is to be read. */
export interface ColumnReader extends TypeReader {
  readonly column: string
  /** Whether a missing value is null rather than an error. */
  readonly optional: boolean
  /** Whether the column holds text as it stands. */
  readonly isText: boolean
}

/** @throws GraftError `invalid-option`. */
export function columnReaders(columns: ColumnTypes): ColumnReader[] {
  if (!isRecord(columns) || Object.keys(columns).length === 0) {
    throw invalidOption('columns', columns, "Name at least one column, for example { text: 'string' }.")
  }
  return Object.entries(columns).map(([column, type]) => columnReader(column, type))
}

function columnReader(column: string, type: ColumnType): ColumnReader {
  const option = `columns.${column}`
  if (typeof type === 'string') {
    const optional = type.endsWith('?')
    const name = optional ? type.slice(0, -1) : type
    if (isTypeName(name)) return { column, optional, isText: name === 'string', ...typeReaders[name] }
  } else if (Array.isArray(type) && type.some((label) => typeof label === 'string')) {
    if (type.every((label) => typeof label === 'string' || label === null)) {
      return { column, optional: type.includes(null), isText: true, ...labelReader(type) }
    }
  }
  const names = Object.keys(typeReaders).map(shown).join(', ')
  throw invalidOption(
    option,
    type,
    `Pass one of ${names}, with ? where values may be missing, or a list of texts.`,
  )
}

const isTypeName = (name: string): name is keyof typeof typeReaders => Object.hasOwn(typeReaders, name)

/** Makes typed rows of what JSON, Parquet and Arrow hold. */
export function recordShape(columns: ColumnTypes): (value: unknown) => Record<string, unknown> {
  const readers = columnReaders(columns)
  return (value) => {
    if (!isRecord(value)) throw new Unusable(`The row is ${shown(value)}, not an object with columns.`)
    const row: Record<string, unknown> = {}
    for (const reader of readers) {
      const { column } = reader
      const given = Object.hasOwn(value, column) ? value[column] : undefined
      if (given === undefined || given === null) {
        if (!reader.optional) throw missing(column, given)
        row[column] = null
      } else {
        const read = reader.fromValue(given)
        if (read === undefined) throw notOfType(given, column, reader)
        row[column] = read
      }
    }
    return row
  }
}

function missing(column: string, given: null | undefined): Unusable {
  const what = given === null ? 'is null' : 'is not there'
  return new Unusable(
    `The column ${shown(column)} ${what}; add ? to its type where it may be missing.`,
    column,
  )
}

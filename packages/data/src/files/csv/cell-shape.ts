import { GraftError } from '@graftjs/base'
import { shown } from '../../dataset/options'
import { Unusable } from '../bad-row'
import type { ColumnTypes } from '../columns/column-type'
import { type ColumnReader, columnReaders } from '../columns/row-shape'
import { notOfType } from '../columns/type-reader'
import { ownText } from '../text/own-text'
import type { Dialect } from './csv-options'

/** Makes a row of cells; throws `Unusable` where it cannot. */
export type CellShape<Row> = (cells: string[]) => Row

/** What cells become once the names of the columns are known. */
export type ShapeOfHeader<Row> = (header: readonly string[], file: string) => CellShape<Row>

/** Every column, as text. */
export function textShape({ fills }: Dialect): ShapeOfHeader<Record<string, string>> {
  return (header) => (cells) => {
    checkCount(cells, header, fills)
    const row: Record<string, string> = {}
    for (let at = 0; at < header.length; at++) row[header[at]!] = ownText(cells[at] ?? '')
    return row
  }
}

/** The named columns, by their types. */
export function typedShape(
  columns: ColumnTypes,
  { fills, missing, decimal }: Dialect,
): ShapeOfHeader<Record<string, unknown>> {
  const readers = columnReaders(columns)
  return (header, file) => {
    const places = readers.map(({ column }) => placeOf(column, header, file))
    return (cells) => {
      checkCount(cells, header, fills)
      const row: Record<string, unknown> = {}
      for (let at = 0; at < readers.length; at++) {
        const reader = readers[at]!
        row[reader.column] = cellValue(cells[places[at]!] ?? '', reader, missing, decimal)
      }
      return row
    }
  }
}

function cellValue(
  cell: string,
  reader: ColumnReader,
  missing: ReadonlySet<string>,
  decimal: string,
): unknown {
  const { column, optional, isText } = reader
  if (missing.has(cell) && (optional || !isText)) {
    if (optional) return null
    throw new Unusable(
      `The column ${shown(column)} is ${cell === '' ? 'empty' : shown(cell)}; add ? to its type where a value may be missing.`,
      column,
    )
  }
  const value = reader.fromText(cell, decimal)
  if (value === undefined) throw notOfType(cell, column, reader)
  return typeof value === 'string' ? ownText(value) : value
}

function checkCount(cells: readonly string[], header: readonly string[], fills: boolean): void {
  if (cells.length === header.length || (fills && cells.length < header.length)) return
  const names = `${header.length} ${header.length === 1 ? 'column' : 'columns'}`
  throw new Unusable(`The row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'} for ${names}.`)
}

function placeOf(column: string, header: readonly string[], file: string): number {
  const place = header.indexOf(column)
  if (place >= 0) return place
  const alike = header.find((name) => name.trim().toLowerCase() === column.trim().toLowerCase())
  const separator =
    header.length === 1 ? [';', '\t', '|', ','].find((mark) => header[0]!.includes(mark)) : undefined
  throw new GraftError('invalid-data', {
    what: `There is no column ${shown(column)}; the header names ${header.slice(0, 12).map(shown).join(', ')}${header.length > 12 ? ' …' : ''}.`,
    where: file,
    fix:
      alike !== undefined
        ? `Write ${shown(alike)}.`
        : separator !== undefined
          ? `Pass delimiter: ${shown(separator)}.`
          : 'Name columns of the header, or pass header: […] for a file that has none.',
    details: { column, header },
  })
}

/** The names of the columns: each once. */
export function checkHeader(header: readonly string[], file: string): readonly string[] {
  const known = new Set<string>()
  for (const name of header) {
    if (name === '__proto__' || known.has(name)) {
      throw new GraftError('invalid-data', {
        what: known.has(name)
          ? `The header names ${shown(name)} twice.`
          : `A column cannot be called ${shown(name)}.`,
        where: `${file}:1`,
        fix: 'Correct the header line of the file.',
        details: { header },
      })
    }
    known.add(name)
  }
  return header
}

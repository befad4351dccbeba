import { Dataset } from '../../dataset/dataset'
import type { Chunk, Reading } from '../../dataset/source'
import { Turn } from '../../dataset/turn'
import {
  type AnyTableOptions,
  type ColumnValue,
  shapedRows,
  type TableOptions,
  tableShape,
  wantedColumns,
} from '../columnar-rows'
import type { ColumnTypes, RowOf } from '../columns/column-type'
import { columnReaders } from '../columns/row-shape'
import { byteRange, type FileSource, type OpenFile } from '../file'
import { tableSource } from '../table-source'
import { type ParquetFooter, readFooter } from './footer'
import { type ParquetLibrary, parquetLibrary } from './library'
import { PiecedColumn } from './pieced-column'
import { readGroup } from './read-group'

/**
 * A dataset of a Parquet file, one group of rows at a time; only the columns that are named are read. Needs the
 * packages `hyparquet` and `hyparquet-compressors`.
 *
 *     readParquet('mails.parquet', { columns: { text: 'string', label: ['spam', 'ham'] } })
 *
 * @throws GraftError `invalid-option`; while it is read, `not-found` where the packages are missing, `file-access`,
 *   `invalid-file`, `unsupported` for groups of rows too large to hold, and `invalid-data` with the row of a value that
 *   is not of its type.
 */
export function readParquet<const Types extends ColumnTypes>(
  file: FileSource,
  options: TableOptions & { readonly columns: Types },
): Dataset<RowOf<Types>>
export function readParquet<Row>(
  file: FileSource,
  options: TableOptions & { readonly parse: (row: Record<string, ColumnValue>) => Row },
): Dataset<Row>
export function readParquet(file: FileSource, options?: TableOptions): Dataset<Record<string, ColumnValue>>
export function readParquet(source: FileSource, options: AnyTableOptions = {}): Dataset<unknown> {
  if (options.columns) columnReaders(options.columns)
  const range = byteRange(source)
  const openTable = async (file: OpenFile) => {
    const library = await parquetLibrary()
    const footer = await readFooter(file, library)
    return {
      count: () => footer.groups.reduce((sum, { rows }) => sum + rows, 0),
      rows: (start: number, reading: Reading) =>
        rowsOf({ file, library, footer, name: range.name }, options, start, reading),
    }
  }
  return new Dataset(tableSource(range, format, openTable))
}

const format = 'Parquet'
/** Rows of one chunk. */
const chunkRows = 1024

interface OpenParquet {
  readonly file: OpenFile
  readonly name: string
  readonly library: ParquetLibrary
  readonly footer: ParquetFooter
}

async function* rowsOf(
  { file, name, library, footer }: OpenParquet,
  options: AnyTableOptions,
  start: number,
  reading: Reading,
): AsyncGenerator<Chunk<unknown>> {
  const there = [...new Set(footer.leaves.map(({ path }) => path[0]!))]
  const names = wantedColumns(options.columns, there, name)
  const shape = tableShape(options)
  const turn = new Turn(reading.signal)
  let first = 0
  for (const [at, { rows }] of footer.groups.entries()) {
    const skipped = Math.min(Math.max(start - first, 0), rows)
    if (skipped < rows) {
      const pieces = await readGroup(file, library, footer, at, names)
      const columns = names.map((column) => new PiecedColumn(column, pieces.get(column)!, rows, footer))
      for (let from = skipped; from < rows; from += chunkRows) {
        const stretch = rowsFrom(columns, from, Math.min(from + chunkRows, rows))
        yield shapedRows(stretch, first + from, { name, format }, shape, options.badRows)
        await turn.pause()
      }
    }
    first += rows
  }
}

function* rowsFrom(
  columns: readonly PiecedColumn[],
  from: number,
  to: number,
): Generator<Record<string, unknown>> {
  for (let at = from; at < to; at++) {
    const row: Record<string, unknown> = {}
    for (const column of columns) row[column.name] = column.at(at)
    yield row
  }
}

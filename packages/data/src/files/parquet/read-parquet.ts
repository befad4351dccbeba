import { Dataset } from '../../dataset/dataset'
import type { Chunk, Reading, Source } from '../../dataset/source'
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
import { damagedFile } from '../damaged'
import { type ByteRange, byteRange, type FileSource, type OpenFile } from '../file'
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
 *   `invalid-file`, and `invalid-data` with the row of a value that is not of its type.
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
  return new Dataset(parquetSource(byteRange(source), options))
}

function parquetSource(file: ByteRange, options: AnyTableOptions): Source<unknown> {
  return {
    async describe() {
      const opened = await file.open()
      await opened.close()
      return `parquet ${file.name} (${opened.size} bytes)`
    },
    count: () =>
      withFooter(file, async ({ footer }) => footer.groups.reduce((sum, { rows }) => sum + rows, 0)),
    async *read(start, reading) {
      const opened = await openParquet(file)
      try {
        yield* rowsOf(opened, file.name, options, start, reading)
      } catch (error) {
        throw damagedFile(error, { name: file.name, format })
      } finally {
        await opened.file.close()
      }
    },
  }
}

interface OpenParquet {
  readonly file: OpenFile
  readonly library: ParquetLibrary
  readonly footer: ParquetFooter
}

async function openParquet(file: ByteRange): Promise<OpenParquet> {
  const library = await parquetLibrary()
  const opened = await file.open()
  try {
    return { file: opened, library, footer: await readFooter(opened, library) }
  } catch (error) {
    await opened.close()
    throw damagedFile(error, { name: file.name, format })
  }
}

async function withFooter<Result>(
  file: ByteRange,
  use: (opened: OpenParquet) => Promise<Result>,
): Promise<Result> {
  const opened = await openParquet(file)
  try {
    return await use(opened)
  } finally {
    await opened.file.close()
  }
}

/** Rows of one chunk. */
const chunkRows = 1024
const format = 'Parquet'

async function* rowsOf(
  { file, library, footer }: OpenParquet,
  name: string,
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

import type { RecordBatch } from 'apache-arrow'
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
import { valueReader } from './arrow-values'
import { checkData } from './check-data'
import { type ArrowLibrary, arrowLibrary, provideCodec } from './library'
import { messagesOf } from './messages'

/**
 * A dataset of an Arrow file or stream, Feather files among them, one batch of rows at a time. Needs the package
 * `apache-arrow`, and `hyparquet-compressors` for files compressed by Zstandard.
 *
 *     readArrow('mails.arrow', { columns: { text: 'string', label: ['spam', 'ham'] } })
 *
 * @throws GraftError `invalid-option`; while it is read, `not-found` where a package is missing, `file-access`,
 *   `invalid-file`, and `invalid-data` with the row of a value that is not of its type.
 */
export function readArrow<const Types extends ColumnTypes>(
  file: FileSource,
  options: TableOptions & { readonly columns: Types },
): Dataset<RowOf<Types>>
export function readArrow<Row>(
  file: FileSource,
  options: TableOptions & { readonly parse: (row: Record<string, ColumnValue>) => Row },
): Dataset<Row>
export function readArrow(file: FileSource, options?: TableOptions): Dataset<Record<string, ColumnValue>>
export function readArrow(source: FileSource, options: AnyTableOptions = {}): Dataset<unknown> {
  if (options.columns) columnReaders(options.columns)
  const range = byteRange(source)
  const openTable = async (file: OpenFile) => {
    const library = await arrowLibrary()
    return {
      count: () => countRows(file),
      rows: (start: number, reading: Reading) => rowsOf(file, range.name, library, options, start, reading),
    }
  }
  return new Dataset(tableSource(range, format, openTable))
}

const format = 'Arrow'
/** Rows of one chunk. */
const chunkRows = 1024

async function countRows(file: OpenFile): Promise<number> {
  let count = 0
  for await (const { kind, rows } of messagesOf(file)) if (kind === 'rows') count += rows
  return count
}

async function* rowsOf(
  file: OpenFile,
  name: string,
  library: ArrowLibrary,
  options: AnyTableOptions,
  start: number,
  reading: Reading,
): AsyncGenerator<Chunk<unknown>> {
  const shape = tableShape(options)
  const turn = new Turn(reading.signal)
  const wanted = new WantedMessages(file, library, start)
  const reader = await library.RecordBatchReader.from(wanted.bytes())
  await reader.open()
  const there = reader.schema.fields.map((field) => field.name)
  const names = wantedColumns(options.columns, there, name)
  let first: number | undefined
  for await (const batch of reader) {
    if (batch.numRows === 0) continue
    checkData(batch.data, batch.numRows)
    first ??= wanted.skipped
    for (let from = Math.max(0, start - first); from < batch.numRows; from += chunkRows) {
      const stretch = rowsFrom(batch, names, from, Math.min(from + chunkRows, batch.numRows))
      yield shapedRows(stretch, first + from, { name, format }, shape, options.badRows)
      await turn.pause()
    }
    first += batch.numRows
  }
}

/** The messages of a file, without those of rows that are not wanted. */
class WantedMessages {
  /** How many rows were passed over. */
  skipped = 0

  constructor(
    private readonly file: OpenFile,
    private readonly library: ArrowLibrary,
    private readonly start: number,
  ) {}

  async *bytes(): AsyncGenerator<Uint8Array> {
    let isBefore = true
    for await (const { kind, codec, rows, start, end } of messagesOf(this.file)) {
      isBefore &&= kind !== 'rows' || this.skipped + rows <= this.start
      if (kind === 'rows' && isBefore) this.skipped += rows
      else {
        await provideCodec(this.library, codec)
        yield await this.file.read(start, end)
      }
    }
  }
}

function* rowsFrom(
  batch: RecordBatch,
  names: readonly string[],
  from: number,
  to: number,
): Generator<Record<string, unknown>> {
  const columns = names.map((name) => {
    const vector = batch.getChild(name)!
    return { name, vector, read: valueReader(vector.type) }
  })
  for (let at = from; at < to; at++) {
    const row: Record<string, unknown> = {}
    for (const { name, vector, read } of columns) row[name] = read(vector.get(at))
    yield row
  }
}

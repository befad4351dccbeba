import { GraftError } from '@graftjs/base'
import { Dataset } from '../../dataset/dataset'
import type { Chunk, Reading, Source } from '../../dataset/source'
import { Turn } from '../../dataset/turn'
import { withoutFirst } from '../../dataset/without-first'
import { foreignBytes, report, Unusable } from '../bad-row'
import type { ColumnTypes, RowOf } from '../columns/column-type'
import { type ByteStream, byteStream, type FileSource } from '../file'
import { textBlocks } from '../text/text-blocks'
import { type CellShape, checkHeader, type ShapeOfHeader, textShape, typedShape } from './cell-shape'
import { type CsvOptions, type Dialect, dialectOf } from './csv-options'
import { type CsvRecord, CsvRecords } from './records'

/**
 * A dataset of a CSV file, read in passing: it may be larger than memory, and may be gzip. Without `columns` every cell
 * is text as it stands; nothing is guessed.
 *
 *     readCsv('mails.csv', { columns: { text: 'string', label: ['spam', 'ham'], size: 'number?' } })
 *
 * @throws GraftError `invalid-option`; while it is read, `file-access`, `invalid-file`, and `invalid-data` with file
 *   and line of a row that has too many or too few cells, a cell not of its type, or damaged quotes or characters.
 */
export function readCsv<const Types extends ColumnTypes>(
  file: FileSource,
  options: CsvOptions & { readonly columns: Types },
): Dataset<RowOf<Types>>
export function readCsv<Row>(
  file: FileSource,
  options: CsvOptions & { readonly parse: (cells: Record<string, string>) => Row },
): Dataset<Row>
export function readCsv(file: FileSource, options?: CsvOptions): Dataset<Record<string, string>>
export function readCsv(file: FileSource, options: AnyOptions = {}): Dataset<unknown> {
  return separated('csv', file, options, ',')
}

/** `readCsv` for cells that stand between tabs. */
export function readTsv<const Types extends ColumnTypes>(
  file: FileSource,
  options: CsvOptions & { readonly columns: Types },
): Dataset<RowOf<Types>>
export function readTsv<Row>(
  file: FileSource,
  options: CsvOptions & { readonly parse: (cells: Record<string, string>) => Row },
): Dataset<Row>
export function readTsv(file: FileSource, options?: CsvOptions): Dataset<Record<string, string>>
export function readTsv(file: FileSource, options: AnyOptions = {}): Dataset<unknown> {
  return separated('tsv', file, options, '\t')
}

interface AnyOptions extends CsvOptions {
  readonly columns?: ColumnTypes
  readonly parse?: (cells: Record<string, string>) => unknown
}

function separated(
  kind: string,
  source: FileSource,
  options: AnyOptions,
  delimiter: string,
): Dataset<unknown> {
  const dialect = dialectOf(options, delimiter)
  const file = byteStream(source)
  const { columns, parse } = options
  if (columns) return new Dataset(csvSource(kind, file, dialect, typedShape(columns, dialect)))
  const texts = textShape(dialect)
  if (!parse) return new Dataset(csvSource(kind, file, dialect, texts))
  return new Dataset(
    csvSource(kind, file, dialect, (header, name) => {
      const shape = texts(header, name)
      return (cells) => parse(shape(cells))
    }),
  )
}

function csvSource<Row>(
  kind: string,
  file: ByteStream,
  dialect: Dialect,
  shape: ShapeOfHeader<Row>,
): Source<Row> {
  return {
    async describe() {
      const size = await file.size()
      return `${kind} ${file.name}${size === undefined ? '' : ` (${size} bytes)`}`
    },
    count: () => undefined,
    read: (start, reading) => withoutFirst(rowsOf(file, dialect, shape, reading), start),
  }
}

async function* rowsOf<Row>(
  file: ByteStream,
  dialect: Dialect,
  shape: ShapeOfHeader<Row>,
  reading: Reading,
): AsyncGenerator<Chunk<Row>> {
  const records = new CsvRecords(dialect.delimiter, dialect.quote)
  const rows = new RowReader(file.name, dialect, shape)
  const turn = new Turn(reading.signal)
  for await (const { text, damaged } of textBlocks(file, dialect.encoding)) {
    rows.damaged.push(...damaged)
    yield rows.read(records.push(text))
    await turn.pause()
  }
  yield rows.read(records.end())
  rows.end()
}

/** Makes rows of records, the first of which is the header. */
class RowReader<Row> {
  /** Lines with bytes that are no characters, ascending, those of rows already read taken off. */
  readonly damaged: number[] = []
  #shape: CellShape<Row> | undefined

  constructor(
    private readonly file: string,
    private readonly dialect: Dialect,
    private readonly shapeOf: ShapeOfHeader<Row>,
  ) {
    const { header } = dialect
    if (header) this.#shape = shapeOf(checkHeader(header, file), file)
  }

  *read(records: Iterable<CsvRecord>): Generator<Row> {
    for (const record of records) {
      if (this.#shape) {
        const row = this.#rowOf(record, this.#shape)
        if (row) yield row.made
      } else {
        const header = this.#cellsOf(record)
        if (header) this.#shape = this.shapeOf(checkHeader(header, this.file), this.file)
      }
    }
  }

  #rowOf(record: CsvRecord, shape: CellShape<Row>): { made: Row } | undefined {
    const cells = this.#cellsOf(record)
    if (!cells) return undefined
    try {
      return { made: shape(cells) }
    } catch (error) {
      this.#report(record, Unusable.from(error))
      return undefined
    }
  }

  #cellsOf(record: CsvRecord): string[] | undefined {
    if (record.kind === 'bad') this.#report(record, record.why)
    else if (this.#isDamaged(record.line, record.lines))
      this.#report(record, foreignBytes(this.dialect.encoding))
    else return record.cells
    return undefined
  }

  #report(record: CsvRecord, why: Unusable): void {
    const text = record.kind === 'bad' ? record.text : record.cells.join(this.dialect.delimiter)
    report(why, { file: this.file, line: record.line, text }, this.dialect.badRows)
  }

  /** @throws GraftError `invalid-file` where not even a header was there. */
  end(): void {
    if (this.#shape) return
    throw new GraftError('invalid-file', {
      what: 'The file has no header line.',
      where: this.file,
      fix: 'Check that the file is not empty, or pass header: […] where it has no header.',
    })
  }

  #isDamaged(line: number, lines: number): boolean {
    while (this.damaged.length > 0 && this.damaged[0]! < line) this.damaged.shift()
    return this.damaged.length > 0 && this.damaged[0]! < line + lines
  }
}

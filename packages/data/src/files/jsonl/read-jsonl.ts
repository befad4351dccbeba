import { Dataset } from '../../dataset/dataset'
import { invalidOption } from '../../dataset/options'
import type { Chunk, Reading, Source } from '../../dataset/source'
import { Turn } from '../../dataset/turn'
import { withoutFirst } from '../../dataset/without-first'
import { type BadLine, foreignBytes, type OnBadRow, report, Unusable } from '../bad-row'
import type { ColumnTypes, RowOf } from '../columns/column-type'
import { recordShape } from '../columns/row-shape'
import { type ByteStream, byteStream, type FileSource } from '../file'
import { checkEncoding, type TextBlock, textBlocks } from '../text/text-blocks'

export interface JsonlOptions {
  /** A label of the Encoding Standard; UTF-8 by default, or what a byte order mark says. */
  readonly encoding?: string
  /** Hears of every bad line, which is then left out. Without it the first one stops the reading with an error. */
  readonly badRows?: OnBadRow<BadLine>
}

/** What a line of JSON can be. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

interface AnyOptions extends JsonlOptions {
  readonly columns?: ColumnTypes
  readonly parse?: (value: JsonValue) => unknown
}

/**
 * A dataset of a file with one JSON value a line, read in passing; it may be gzip. Empty lines are passed over.
 *
 *     readJsonl('mails.jsonl', { columns: { text: 'string', label: ['spam', 'ham'] } })
 *     readJsonl('mails.jsonl', { parse: (value) => schema.parse(value) })
 *
 * @throws GraftError `invalid-option`; while it is read, `file-access`, `invalid-file`, and `invalid-data` with file
 *   and line of what is no JSON, or not of the types.
 */
export function readJsonl<const Types extends ColumnTypes>(
  file: FileSource,
  options: JsonlOptions & { readonly columns: Types },
): Dataset<RowOf<Types>>
export function readJsonl<Row>(
  file: FileSource,
  options: JsonlOptions & { readonly parse: (value: JsonValue) => Row },
): Dataset<Row>
export function readJsonl(file: FileSource, options?: JsonlOptions): Dataset<JsonValue>
export function readJsonl(source: FileSource, options: AnyOptions = {}): Dataset<unknown> {
  const { columns, parse = (value) => value, encoding, badRows } = options
  checkEncoding(encoding)
  if (badRows !== undefined && typeof badRows !== 'function') {
    throw invalidOption('badRows', badRows, 'Pass a function that hears of bad lines, or leave it out.')
  }
  return new Dataset(
    jsonlSource(byteStream(source), columns ? recordShape(columns) : parse, encoding, badRows),
  )
}

type Shape<Row> = (value: JsonValue) => Row

function jsonlSource<Row>(
  file: ByteStream,
  shape: Shape<Row>,
  encoding: string | undefined,
  badRows: OnBadRow<BadLine> | undefined,
): Source<Row> {
  const rows = async function* (reading: Reading): AsyncGenerator<Chunk<Row>> {
    const turn = new Turn(reading.signal)
    for await (const block of textBlocks(file, encoding)) {
      yield rowsOf(
        block,
        shape,
        (why, line, text) => report(why, { file: file.name, line, text }, badRows),
        encoding,
      )
      await turn.pause()
    }
  }
  return {
    async describe() {
      const size = await file.size()
      return `jsonl ${file.name}${size === undefined ? '' : ` (${size} bytes)`}`
    },
    count: () => undefined,
    read: (start, reading) => withoutFirst(rows(reading), start),
  }
}

function* rowsOf<Row>(
  { text, firstLine, damaged }: TextBlock,
  shape: Shape<Row>,
  bad: (why: Unusable, line: number, text: string) => void,
  encoding: string | undefined,
): Generator<Row> {
  let number = firstLine
  for (const line of text.split(text.includes('\n') ? '\n' : '\r')) {
    const at = number++
    if (line.trim() === '') continue
    const made = damaged.includes(at) ? foreignBytes(encoding) : parsed(line, shape)
    if (made instanceof Unusable) bad(made, at, line)
    else yield made.row
  }
}

function parsed<Row>(line: string, shape: Shape<Row>): { readonly row: Row } | Unusable {
  let value: JsonValue
  try {
    value = JSON.parse(line)
  } catch (error) {
    return new Unusable(`The line is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  try {
    return { row: shape(value) }
  } catch (error) {
    return Unusable.from(error)
  }
}

import { refuse, shown } from '../input/refuse'
import { readArrow } from '../interactions/files/arrow'
import type { ByteSource } from '../interactions/files/byte-source'
import { separatorByte } from '../interactions/files/delimited/delimited-reader'
import { delimitedRows } from '../interactions/files/delimited/delimited-rows'
import { formatOf } from '../interactions/files/format-of'
import type { FileFormat } from '../interactions/files/formats'
import { JsonLines } from '../interactions/files/json-lines'
import { readParquet } from '../interactions/files/parquet'
import { recBoleName } from '../interactions/files/recbole-kind'

export interface TableOptions {
  readonly format?: FileFormat
  readonly separator?: string
  readonly columns?: readonly string[]
}

/** A row of a table. */
export interface TableRow {
  /** What the columns are called, as far as this row tells. */
  readonly headers: readonly string[]
  /** Whether the headers tell the type of their column, `price:float`. */
  readonly typed: boolean
  /**
   * Gives the value under a name, without its type; undefined where there is none.
   *
   * @throws GraftError `invalid-data` for a row that is none.
   */
  readonly open: (row: number) => (name: string) => unknown
}

/** The rows of a file of any format. */
export async function* tableRows(source: ByteSource, options: TableOptions): AsyncGenerator<TableRow> {
  yield* rowsOf[formatOf(source.name, options.format)](source, options)
}

const rowsOf = {
  csv: (source, options) => fieldsOf(source, options, ',', false),
  tsv: (source, options) => fieldsOf(source, options, '\t', false),
  recbole: (source, options) => fieldsOf(source, options, '\t', true),
  jsonl: (source) => objectsOf(linesOf(source)),
  parquet: (source) => objectsOf(parsedRows(readParquet(source, (columns) => [...columns]))),
  arrow: (source) => objectsOf(parsedRows(readArrow(source, (columns) => [...columns]))),
} satisfies Record<FileFormat, (source: ByteSource, options: TableOptions) => AsyncGenerator<TableRow>>

async function* fieldsOf(
  source: ByteSource,
  { separator: asked, columns }: TableOptions,
  usual: string,
  typed: boolean,
): AsyncGenerator<TableRow> {
  let headers = columns
  const places = new Map<string, number>()
  for await (const fields of delimitedRows(source, separatorByte(asked ?? usual))) {
    const isHeader = headers === undefined
    headers ??= fields
    if (places.size === 0) {
      for (const [at, name] of headers.entries()) places.set(typed ? recBoleName(name) : name, at)
    }
    if (isHeader) continue
    const width = headers.length
    const open = (row: number) => {
      if (fields.length !== width) refuseWidth(fields.length, width, row)
      return (name: string) => fields[places.get(name) ?? -1]
    }
    yield { headers, typed, open }
  }
}

/** A row that may still have to be parsed, which may fail. */
type Parse = () => unknown

async function* linesOf(source: ByteSource): AsyncGenerator<Parse[]> {
  const lines = new JsonLines()
  const batch: Parse[] = []
  const take = (parse: Parse) => batch.push(parse)
  for await (const chunk of source.chunks()) {
    // A line is parsed before its bytes are gone.
    lines.read(chunk, false, (parse) => take(settled(parse)))
    yield batch.splice(0)
  }
  lines.read(new Uint8Array(0), true, (parse) => take(settled(parse)))
  yield batch
}

/** Parses at once, and tells what came of it when asked. */
function settled(parse: Parse): Parse {
  try {
    const row = parse()
    return () => row
  } catch (error) {
    return () => {
      throw error
    }
  }
}

async function* parsedRows(batches: AsyncIterable<object[]>): AsyncGenerator<Parse[]> {
  for await (const batch of batches) yield batch.map((row) => () => row)
}

async function* objectsOf(batches: AsyncIterable<Parse[]>): AsyncGenerator<TableRow> {
  const found = new Set<string>()
  for await (const batch of batches) {
    for (const parse of batch) for (const name of namesIn(parse)) found.add(name)
    const headers = [...found]
    for (const parse of batch) {
      const open = (number: number) => {
        const row = parse()
        if (typeof row !== 'object' || row === null) return refuseRow(row, number)
        return (name: string) => (Object.hasOwn(row, name) ? Reflect.get(row, name) : undefined)
      }
      yield { headers, typed: false, open }
    }
  }
}

/** None of a row that cannot be parsed; who opens it is told why. */
function namesIn(parse: Parse): string[] {
  try {
    return Object.keys(Object(parse()))
  } catch {
    return []
  }
}

function refuseWidth(fields: number, width: number, row: number): never {
  return refuse('invalid-data', {
    what: `Row ${row} has ${fields} fields, and there are ${width} columns.`,
    where: `row ${row}`,
    fix: 'Repair the row, check the separator, or leave bad rows out with onBadRow.',
    row,
  })
}

function refuseRow(value: unknown, row: number): never {
  return refuse('invalid-data', {
    what: `Row ${row} is ${shown(value)}.`,
    where: `row ${row}`,
    fix: 'Write one JSON object per line.',
    row,
  })
}

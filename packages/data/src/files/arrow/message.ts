import { Damaged } from '../damaged'
import { FlatTable } from './flat-table'

/** What a message of Arrow's format holds. */
export interface ArrowMessage {
  readonly kind: 'schema' | 'dictionary' | 'rows'
  /** Bytes that follow the header. */
  readonly bodyLength: number
  /** How many rows, or entries of a dictionary. */
  readonly rows: number
  /** What the body is compressed by. */
  readonly codec: 'none' | 'lz4' | 'zstd'
}

/** Nothing near has as many columns, or nests as deeply. */
const mostTables = 100_000
const deepest = 64
const mostRows = 2 ** 31

const kinds: { readonly [type: number]: ArrowMessage['kind'] } = { 1: 'schema', 2: 'dictionary', 3: 'rows' }

/**
 * Reads the header of a message, and checks all of it that apache-arrow will read (Arrow's Message.fbs and Schema.fbs).
 *
 * @throws Damaged
 */
export function readMessage(header: Uint8Array): ArrowMessage {
  const message = FlatTable.root(header)
  const kind = kinds[message.number(1, 1)]
  const content = message.table(2)
  const bodyLength = message.number(3, 8)
  if (!kind || !content) throw new Damaged(`a message is of the kind ${message.number(1, 1)}`)
  checkNotes(message, 4)
  if (kind === 'schema') {
    new SchemaChecker().check(content)
    return { kind, bodyLength, rows: 0, codec: 'none' }
  }
  const batch = kind === 'rows' ? content : content.table(1)
  if (!batch) throw new Damaged('a dictionary has no entries')
  return { kind, bodyLength, ...checkBatch(batch, bodyLength) }
}

function checkBatch(batch: FlatTable, bodyLength: number): Pick<ArrowMessage, 'rows' | 'codec'> {
  const rows = batch.number(0, 8)
  for (const [length, missing] of batch.pairs(1)) {
    if (length > mostRows || missing > length)
      throw new Damaged(`a column has ${length} values, ${missing} missing`)
  }
  for (const [offset, length] of batch.pairs(2)) {
    if (offset + length > bodyLength) throw new Damaged('a column lies outside of its message')
  }
  batch.list(4, 8)
  const compression = batch.table(3)
  if (rows > mostRows) throw new Damaged(`a message has ${rows} rows`)
  return { rows, codec: compression ? codecOf(compression.number(0, 1)) : 'none' }
}

function codecOf(number: number): 'lz4' | 'zstd' {
  if (number > 1) throw new Damaged(`the columns are compressed in the unknown way ${number}`)
  return number === 0 ? 'lz4' : 'zstd'
}

/** Goes through the tables of a schema; each counts, since a damaged one may refer to others many times. */
class SchemaChecker {
  #tables = 0

  check(schema: FlatTable): void {
    for (const field of schema.tables(1)) this.#checkField(field, 0)
    checkNotes(schema, 2)
    schema.list(3, 8)
  }

  #checkField(field: FlatTable, depth: number): void {
    if (++this.#tables > mostTables || depth > deepest) throw new Damaged('its schema is too large')
    field.list(0, 1)
    const type = field.table(3)
    // All but these hold scalars alone, of which none can be out of place.
    if (type && field.number(2, 1) === unionType) type.list(1, 4)
    if (type && field.number(2, 1) === timestampType) type.list(1, 1)
    field.table(4)?.table(1)
    for (const child of field.tables(5)) this.#checkField(child, depth + 1)
    checkNotes(field, 6)
  }
}

const unionType = 14
const timestampType = 10

/** Notes are pairs of texts. */
function checkNotes(table: FlatTable, field: number): void {
  for (const note of table.tables(field)) {
    note.list(0, 1)
    note.list(1, 1)
  }
}

import { refuse, shown } from '../../../input/refuse'
import { type ColumnOptions, columnNames, type PartNames } from '../../column-names'
import type { ContextKind } from '../../context/context-option'
import { EventCollector, readWeight } from '../../event-collector'
import { type EventColumns, selectEvents } from '../../event-columns'
import { type Id, IdTable } from '../../id-table'
import { collectorOptions, forgiving, type InteractionOptions } from '../../log-builder'
import { idAsIs, type ReadId, type ReadIds } from '../../read-id'
import type { MomentColumn } from '../../time'
import { ByteIds } from './byte-ids'
import { ContextFields } from './context-fields'
import { FieldScanner } from './field-scanner'
import { numberInBytes } from './number-in-bytes'

export interface DelimitedFormat {
  /** The character between fields. */
  readonly separator: string
  /** The names of the columns where the file does not begin with them. */
  readonly columns: readonly string[] | undefined
  /** What a name in the header stands for; by default itself. */
  readonly nameOf?: (header: string) => string
  /** What the values of a column are, as its name in the header tells; by default categories. */
  readonly kindOf?: (header: string) => ContextKind
  /** What the columns are called where the caller does not say. */
  readonly usual?: (columns: readonly string[]) => ColumnOptions
}

/** A row that has not ended after so many bytes has a quote that is not closed. */
const LONGEST_ROW = 1 << 26

/** Reads events out of the bytes of a CSV, TSV or like file. */
export class DelimitedReader<User extends Id, Item extends Id> {
  readonly #scanner: FieldScanner
  readonly #userBytes = new ByteIds((bytes) => this.#decode(bytes))
  readonly #itemBytes = new ByteIds((bytes) => this.#decode(bytes))
  readonly #sessions = new ByteIds((bytes) => this.#decode(bytes))
  readonly #kinds = new ByteIds((bytes) => this.#decode(bytes))
  readonly #kindNumbers: number[] = []
  readonly #users: User[] = []
  readonly #items: Item[] = []
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #layout: Layout | undefined
  #row = 0
  #skipped = false
  #begun = false

  constructor(
    private readonly format: DelimitedFormat,
    private readonly options: InteractionOptions,
    private readonly ids: ReadIds<User, Item>,
  ) {
    this.#scanner = new FieldScanner(separatorByte(format.separator))
    if (format.columns) this.#layout = this.#layOut(format.columns)
  }

  /** Reads the rows that are whole by now; `last` where no more bytes follow. */
  read(bytes: Uint8Array, last = false): void {
    this.#scanner.feed(this.#begun ? bytes : withoutMark(bytes), last)
    if (bytes.length > 0) this.#begun = true
    if (!this.#layout && this.#scanner.next()) this.#layout = this.#layOut(this.#header(), this.#headers())
    if (!this.#layout) return
    const { onBadRow } = this.options
    while (this.#scanner.next()) {
      if (onBadRow) this.#skipped = !forgiving(onBadRow, () => this.#event(this.#row)) || this.#skipped
      else this.#event(this.#row)
      this.#row++
    }
    if (this.#scanner.pending > LONGEST_ROW) this.#refuseEndless()
  }

  columns(): EventColumns<User, Item> {
    this.read(new Uint8Array(0), true)
    this.#layout ??= this.#layOut(
      this.format.columns ?? [this.options.user ?? 'user', this.options.item ?? 'item'],
    )
    const columns = this.#layout.collector.columns(new IdTable(this.#users), new IdTable(this.#items))
    // A row that was left out may have named someone who is in no other row.
    return this.#skipped
      ? selectEvents(
          columns,
          columns.userOf.map((_, row) => row),
        )
      : columns
  }

  #event(row: number): void {
    const { collector, width, at, context } = this.#layout!
    const { source, starts, ends, fields } = this.#scanner
    if (fields !== width) this.#refuseWidth(row, fields, width)
    const { names } = collector
    const user = this.#id(this.#userBytes, this.#users, this.ids.user, at.user, names.user, row)
    const item = this.#id(this.#itemBytes, this.#items, this.ids.item, at.item, names.item, row)
    const weight = at.weight < 0 ? 1 : this.#weight(at.weight, names.weight!, row)
    const kind = at.kind < 0 ? 0 : this.#kind(at.kind, row)
    const time = at.time < 0 ? 0 : this.#time(at.time, collector.moments, row)
    const session =
      at.session < 0
        ? 0
        : this.#sessions.add(source, starts[at.session]!, ends[at.session]!, (text) => {
            idAsIs(text, names.session!, row)
          })
    context?.read(this.#scanner, row)
    collector.add(user, item, time, kind, weight, session)
  }

  #id<I extends Id>(
    bytes: ByteIds,
    ids: I[],
    read: ReadId<I>,
    field: number,
    column: string,
    row: number,
  ): number {
    const { source, starts, ends } = this.#scanner
    return bytes.add(source, starts[field]!, ends[field]!, (text) => {
      ids.push(read(text, column, row))
    })
  }

  #weight(field: number, column: string, row: number): number {
    const { source, starts, ends } = this.#scanner
    const weight = numberInBytes(source, starts[field]!, ends[field]!)
    return Number.isNaN(weight) || Math.abs(weight) > 1e9
      ? readWeight(this.#text(field), column, row)
      : weight
  }

  #time(field: number, moments: MomentColumn, row: number): number {
    const { source, starts, ends } = this.#scanner
    const time = numberInBytes(source, starts[field]!, ends[field]!)
    return Number.isNaN(time) ? moments.read(this.#text(field), row) : moments.number(time, row)
  }

  #kind(field: number, row: number): number {
    const { source, starts, ends } = this.#scanner
    const number = this.#kinds.add(source, starts[field]!, ends[field]!, (text) => {
      this.#kindNumbers.push(this.#layout!.collector.kind(text, row))
    })
    return this.#kindNumbers[number]!
  }

  #text(field: number): string {
    const { source, starts, ends } = this.#scanner
    return this.#decode(source.subarray(starts[field]!, ends[field]!))
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes)
    } catch (cause) {
      return refuse('invalid-data', {
        what: `Row ${this.#row} is not UTF-8.`,
        where: `row ${this.#row}, line ${this.#scanner.line}`,
        fix: 'Save the file as UTF-8.',
        row: this.#row,
        cause,
      })
    }
  }

  #header(): string[] {
    const { nameOf = (header: string) => header } = this.format
    return this.#headers().map(nameOf)
  }

  #headers(): string[] {
    return Array.from({ length: this.#scanner.fields }, (_, field) => this.#text(field))
  }

  #layOut(columns: readonly string[], headers = columns): Layout {
    const { usual, kindOf } = this.format
    const names = columnNames(
      { ...usual?.(columns), ...this.options },
      (column) => columns.includes(column),
      kindOf && ((column) => kindOf(headers[columns.indexOf(column)] ?? column)),
    )
    const place = (name: string | undefined) => {
      if (name === undefined) return -1
      const at = columns.indexOf(name)
      return at >= 0 ? at : refuseColumn(name, columns)
    }
    const collector = new EventCollector(names, collectorOptions(this.options))
    return {
      collector,
      context:
        collector.context &&
        new ContextFields(
          collector.context,
          names.context.map(({ name }) => place(name)),
          (bytes) => this.#decode(bytes),
        ),
      width: columns.length,
      at: {
        user: place(names.user),
        item: place(names.item),
        time: place(names.time),
        kind: place(names.kind),
        weight: place(names.weight),
        session: place(names.session),
      },
    }
  }

  #refuseWidth(row: number, fields: number, width: number): never {
    return refuse('invalid-data', {
      what: `Row ${row} has ${fields} fields, and there are ${width} columns.`,
      where: `row ${row}, line ${this.#scanner.line}`,
      fix: 'Repair the row, check the separator, or leave bad rows out with onBadRow.',
      row,
    })
  }

  #refuseEndless(): never {
    return refuse('invalid-data', {
      what: `Row ${this.#row} does not end within ${LONGEST_ROW} bytes.`,
      where: `row ${this.#row}`,
      fix: 'Close the quote that is open in this row, or check that this is a text file.',
      row: this.#row,
    })
  }
}

interface Layout {
  readonly collector: EventCollector
  /** Reads what surrounded the events, if that is asked for. */
  readonly context: ContextFields | undefined
  readonly width: number
  /** The field of each part, −1 where there is none. */
  readonly at: { readonly [Part in keyof PartNames]: number }
}

/** UTF-8 may begin with a mark of its byte order, which is no part of the first name. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

export function separatorByte(separator: unknown): number {
  if (typeof separator === 'string' && /^[\t -~]$/.test(separator) && separator !== '"')
    return separator.charCodeAt(0)
  return refuse('invalid-option', {
    what: `separator is ${shown(separator)}.`,
    where: 'separator',
    fix: 'Pass one character that is no quote, such as a comma or a tabulator.',
  })
}

function refuseColumn(name: string, columns: readonly string[]): never {
  return refuse('invalid-option', {
    what: `There is no column ${shown(name)}.`,
    where: name,
    fix: `The columns are ${columns.slice(0, 12).map(shown).join(', ')}${columns.length > 12 ? ' …' : ''}; name the right ones, or check the separator.`,
  })
}

import { refuse, shown } from '../input/refuse'
import { type ColumnNames, type ColumnOptions, columnNames } from './column-names'
import { EventReader } from './event-reader'
import type { Id } from './id-table'
import { Interactions } from './interactions'
import { type PolicyOptions, readPolicy } from './policy'
import type { TimeUnit } from './time'

export interface InteractionOptions<UserColumn extends string = string, ItemColumn extends string = string>
  extends ColumnOptions<UserColumn, ItemColumn>,
    PolicyOptions {
  /**
   * How much an event of each kind counts, times its own weight: `{ view: 1, buy: 5, dislike: -3, shown: 0 }`. A kind
   * of weight 0 stays in the log and says nothing for or against. By default every kind counts 1.
   */
  readonly kindWeights?: Readonly<Record<string, number>>
  /** In what numeric times count since 1970; by default it is told from their size. */
  readonly timeUnit?: TimeUnit
  /** The present, after which no event can lie; by default the clock's. */
  readonly now?: Date
}

/** What a row holds under a column, as far as it is an id. */
export type IdIn<Row, Column extends string> = Column extends keyof Row ? Extract<Row[Column], Id> : never

/**
 * A log out of rows in memory.
 *
 * @param rows one object per event, such as `{ user: 'ann', item: 7, time: new Date(), kind: 'buy' }`.
 * @throws GraftError `invalid-data` naming the row and column of a missing or wrong value, `invalid-option`.
 *
 * @example
 * const log = interactions([
 *   { uid: 'ann', sku: '007', at: '2026-05-01' },
 *   { uid: 'bob', sku: '007', at: '2026-05-02' },
 * ], { user: 'uid', item: 'sku', time: 'at' })
 * log.items // ['007']
 */
export function interactions<
  Row extends object,
  const UserColumn extends string = 'user',
  const ItemColumn extends string = 'item',
>(
  rows: Iterable<Row>,
  options: InteractionOptions<UserColumn, ItemColumn> = {},
): Interactions<IdIn<Row, UserColumn>, IdIn<Row, ItemColumn>> {
  const log = new LogBuilder<IdIn<Row, UserColumn>, IdIn<Row, ItemColumn>>(options)
  if (typeof rows !== 'object' || rows === null || !(Symbol.iterator in rows)) {
    refuse('invalid-data', {
      what: `rows is ${shown(rows)}.`,
      where: 'rows',
      fix: 'Pass an array or another iterable of objects; for files and streams use readInteractions.',
    })
  }
  for (const row of rows) log.add(row)
  return log.build()
}

/** Collects rows; the first one tells which of the usual columns there are. */
export class LogBuilder<User extends Id, Item extends Id> {
  #reader: EventReader<User, Item> | undefined
  #names: ColumnNames | undefined
  #row = 0

  constructor(private readonly options: InteractionOptions) {}

  add(row: object): void {
    if (typeof row !== 'object' || row === null) {
      refuse('invalid-data', {
        what: `Row ${this.#row} is ${shown(row)}.`,
        where: `row ${this.#row}`,
        fix: 'Pass one object per event, such as { user: "ann", item: 7 }.',
        row: this.#row,
      })
    }
    this.#names ??= columnNames(this.options, (column) => column in row)
    this.#reader ??= this.#start(this.#names)
    const { user, item, time, kind, weight, session } = this.#names
    this.#reader.add(
      {
        user: cell(row, user),
        item: cell(row, item),
        time: time && cell(row, time),
        kind: kind && cell(row, kind),
        weight: weight && cell(row, weight),
        session: session && cell(row, session),
      },
      this.#row++,
    )
  }

  build(): Interactions<User, Item> {
    const reader = this.#reader ?? this.#start(columnNames(this.options, () => false))
    return new Interactions(reader.columns(), readPolicy(this.options))
  }

  #start(names: ColumnNames): EventReader<User, Item> {
    const { kindWeights, timeUnit, now = new Date() } = this.options
    readPolicy(this.options)
    return new EventReader<User, Item>(names, {
      now: Number(now),
      ...(kindWeights === undefined ? {} : { kindWeights }),
      ...(timeUnit === undefined ? {} : { timeUnit }),
    })
  }
}

function cell(row: object, column: string): unknown {
  return Reflect.get(row, column)
}

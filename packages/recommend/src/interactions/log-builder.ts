import { GraftError } from '@graftjs/base'
import { refuse, shown } from '../input/refuse'
import { type ColumnNames, type ColumnOptions, columnNames } from './column-names'
import type { CollectorOptions } from './event-collector'
import { EventReader } from './event-reader'
import type { Id } from './id-table'
import { Interactions } from './interactions'
import { type PolicyOptions, readPolicy } from './policy'
import type { ReadIds } from './read-id'
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
  /** Called with what is wrong with a row, which is then left out. Without it the first bad row is an error. */
  readonly onBadRow?: (problem: GraftError) => void
}

export function collectorOptions({
  kindWeights,
  timeUnit,
  now = new Date(),
}: InteractionOptions): CollectorOptions {
  return { kindWeights, timeUnit, now: Number(now) }
}

/**
 * Does the work of a row; false where it is bad, which goes to `onBadRow` if there is one and is thrown if not. A wrong
 * option is no fault of the row.
 */
export function forgiving(onBadRow: InteractionOptions['onBadRow'], work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (!onBadRow || !GraftError.isInstance(error) || error.code === 'invalid-option') throw error
    onBadRow(error)
    return false
  }
}

/** Makes a log of objects; the first one tells which of the usual columns there are. */
export class LogBuilder<User extends Id, Item extends Id> {
  #reader: EventReader<User, Item> | undefined
  #row = 0

  constructor(
    private readonly options: InteractionOptions,
    private readonly ids: ReadIds<User, Item>,
  ) {
    readPolicy(options)
  }

  add(row: unknown): void {
    this.addParsed(() => row)
  }

  /** Adds a row that is still to be parsed, which may fail as any check of it. */
  addParsed(parse: () => unknown): void {
    const number = this.#row++
    forgiving(this.options.onBadRow, () => {
      const row = parse()
      if (typeof row !== 'object' || row === null) return refuseRow(row, number)
      this.#reader ??= this.#start(namesFor(this.options, row, number))
      this.#reader.add((column) => Reflect.get(row, column), number)
    })
  }

  build(): Interactions<User, Item> {
    const reader = this.#reader ?? this.#start(columnNames(this.options, () => false))
    return new Interactions(reader.columns(), readPolicy(this.options))
  }

  #start(names: ColumnNames): EventReader<User, Item> {
    return new EventReader<User, Item>(names, collectorOptions(this.options), this.ids)
  }
}

/** The columns of the first row, which has those of users and items, or the caller has not named them. */
function namesFor(options: InteractionOptions, row: object, number: number): ColumnNames {
  const has = (column: string) => Reflect.get(row, column) !== undefined
  const names = columnNames(options, has)
  for (const part of ['user', 'item'] as const) {
    if (has(names[part])) continue
    const columns = Object.keys(row).slice(0, 20)
    refuse('invalid-data', {
      what: `The row has no ${names[part]}; it has ${columns.length > 0 ? columns.join(', ') : 'nothing'}.`,
      where: `row ${number}, ${names[part]}`,
      fix: `Name the column that holds the ${part}: { ${part}: ${shown(columns[0] ?? 'uid')} }.`,
      row: number,
    })
  }
  return names
}

function refuseRow(value: unknown, row: number): never {
  return refuse('invalid-data', {
    what: `Row ${row} is ${shown(value)}.`,
    where: `row ${row}`,
    fix: 'Pass one object per event, such as { user: "ann", item: 7 }.',
    row,
  })
}

import type { ColumnNames } from './column-names'
import { type CollectorOptions, EventCollector, readWeight } from './event-collector'
import type { EventColumns } from './event-columns'
import { type Id, IdCollector } from './id-table'
import { idAsIs, type ReadIds } from './read-id'

/** Checks events that came as values, one by one. */
export class EventReader<User extends Id, Item extends Id> {
  readonly #users = new IdCollector<User>()
  readonly #items = new IdCollector<Item>()
  readonly #sessions = new IdCollector<Id>()
  readonly #collector: EventCollector

  constructor(
    names: ColumnNames,
    options: CollectorOptions,
    private readonly ids: ReadIds<User, Item>,
  ) {
    this.#collector = new EventCollector(names, options)
  }

  /** @param cell the value of the event under a column. */
  add(cell: (column: string) => unknown, row: number): void {
    const { names, context } = this.#collector
    const user = this.ids.user(cell(names.user), names.user, row)
    const item = this.ids.item(cell(names.item), names.item, row)
    const weight = names.weight === undefined ? 1 : readWeight(cell(names.weight), names.weight, row)
    const kind = names.kind === undefined ? 0 : this.#collector.kind(cell(names.kind), row)
    const time = names.time === undefined ? 0 : this.#collector.moments.read(cell(names.time), row)
    const session =
      names.session === undefined ? 0 : this.#sessions.add(idAsIs(cell(names.session), names.session, row))
    names.context.forEach(({ name }, at) => {
      context?.read(at, cell(name), row)
    })
    this.#collector.add(this.#users.add(user), this.#items.add(item), time, kind, weight, session)
  }

  columns(): EventColumns<User, Item> {
    return this.#collector.columns(this.#users.table(), this.#items.table())
  }
}

import { contextAt, type EventContext } from './context/context-columns'
import type { EventColumns } from './event-columns'
import { selectEvents } from './event-columns'
import type { Id } from './id-table'
import type { Policy } from './policy'

/** One event of a log, as it was read. */
export interface Interaction<User extends Id, Item extends Id> {
  readonly user: User
  readonly item: Item
  readonly time: Date | undefined
  readonly kind: string | undefined
  /** What the event counts: its own weight times that of its kind. */
  readonly weight: number
  /** What surrounded it, as far as that is known; absent from a log that was read without context. */
  readonly context?: EventContext
}

/** The columns of a log, for the package alone. */
export let columnsOf: <User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
) => EventColumns<User, Item>

/** How the log wants its events to be read by models. */
export let policyOf: (log: Interactions) => Policy

/**
 * A log of who had to do with what, in typed columns. It speaks the caller's ids and never changes: what selects
 * events makes a new log.
 */
export class Interactions<User extends Id = Id, Item extends Id = Id>
  implements Iterable<Interaction<User, Item>>
{
  readonly #columns: EventColumns<User, Item>
  readonly #policy: Policy

  /** @internal Logs are made by `interactions` and `readInteractions`. */
  constructor(columns: EventColumns<User, Item>, policy: Policy) {
    this.#columns = columns
    this.#policy = policy
  }

  /** How many events there are. */
  get size(): number {
    return this.#columns.userOf.length
  }

  /** Every user with an event, in the order of first appearance. */
  get users(): readonly User[] {
    return this.#columns.users.ids
  }

  /** Every item with an event, in the order of first appearance. */
  get items(): readonly Item[] {
    return this.#columns.items.ids
  }

  /** Whether the events have a time. */
  get timed(): boolean {
    return this.#columns.times !== undefined
  }

  /** The names of the columns that tell what surrounded the events. */
  get context(): readonly string[] {
    return this.#columns.context?.map(({ name }) => name) ?? []
  }

  /** The event of a row. */
  at(row: number): Interaction<User, Item> {
    const { users, items, userOf, itemOf, times, weights, kinds, kindNames, context } = this.#columns
    return {
      user: users.idOf(userOf[row]!),
      item: items.idOf(itemOf[row]!),
      time: times && new Date(times[row]!),
      kind: kinds && kindNames[kinds[row]!],
      weight: weights ? weights[row]! : 1,
      ...(context && { context: contextAt(context, row) }),
    }
  }

  *[Symbol.iterator](): Iterator<Interaction<User, Item>> {
    for (let row = 0; row < this.size; row++) yield this.at(row)
  }

  /** The events for which `keep` is true. */
  filter(keep: (event: Interaction<User, Item>, row: number) => boolean): Interactions<User, Item> {
    const rows: number[] = []
    for (let row = 0; row < this.size; row++) if (keep(this.at(row), row)) rows.push(row)
    return selected(this, Int32Array.from(rows))
  }

  /** What it is, in a line; consoles show it, too. `describeLog` says more. */
  toString(): string {
    return `${this.size} events of ${this.users.length} users with ${this.items.length} items`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Interactions { ${this} }`
  }

  static {
    columnsOf = (log) => log.#columns
    policyOf = (log) => log.#policy
  }
}

/** The log of the given rows, in the order given. */
export function selected<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  rows: Int32Array,
): Interactions<User, Item> {
  return new Interactions(selectEvents(columnsOf(log), rows), policyOf(log))
}

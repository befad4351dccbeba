import { type ContextColumn, selectContext } from './context/context-columns'
import type { Id, IdTable } from './id-table'

/** The events of a log, column by column: what the public `Interactions` holds and never shows. */
export interface EventColumns<User extends Id, Item extends Id> {
  readonly users: IdTable<User>
  readonly items: IdTable<Item>
  /** The number of each event's user and item. */
  readonly userOf: Int32Array
  readonly itemOf: Int32Array
  /** Milliseconds since 1970; absent where the log has no time. */
  readonly times: Float64Array | undefined
  /** What each event says for the item, negative for a dislike; absent where every event counts 1. */
  readonly weights: Float32Array | undefined
  /** The number of each event's kind in `kindNames`. */
  readonly kinds: Int32Array | undefined
  readonly kindNames: readonly string[]
  /** The number of each event's session; absent where a user is one sequence. */
  readonly sessions: Int32Array | undefined
  /** What surrounded the events; absent where no columns of it were asked for. */
  readonly context?: readonly ContextColumn[]
}

/** The same columns for some of the events, in the order given; ids that are left without an event are gone. */
export function selectEvents<User extends Id, Item extends Id>(
  columns: EventColumns<User, Item>,
  rows: Int32Array,
): EventColumns<User, Item> {
  const users = compactIds(columns.users, pickInts(columns.userOf, rows))
  const items = compactIds(columns.items, pickInts(columns.itemOf, rows))
  const { times, weights, kinds, sessions, context } = columns
  return {
    users: users.table,
    items: items.table,
    userOf: users.numbers,
    itemOf: items.numbers,
    times: times && Float64Array.from(rows, (row) => times[row]!),
    weights: weights && Float32Array.from(rows, (row) => weights[row]!),
    kinds: kinds && pickInts(kinds, rows),
    kindNames: columns.kindNames,
    sessions: sessions && pickInts(sessions, rows),
    ...(context && { context: selectContext(context, rows) }),
  }
}

function pickInts(values: Int32Array, rows: Int32Array): Int32Array {
  const picked = new Int32Array(rows.length)
  for (let at = 0; at < rows.length; at++) picked[at] = values[rows[at]!]!
  return picked
}

/** Numbers anew, in the order of first appearance, the ids that `numbers` mentions; changes `numbers`. */
function compactIds<I extends Id>(
  table: IdTable<I>,
  numbers: Int32Array,
): { readonly table: IdTable<I>; readonly numbers: Int32Array } {
  const renumbered = new Int32Array(table.size).fill(-1)
  const ids: I[] = []
  for (let at = 0; at < numbers.length; at++) {
    const old = numbers[at]!
    if (renumbered[old] === -1) renumbered[old] = ids.push(table.idOf(old)) - 1
    numbers[at] = renumbered[old]!
  }
  return { table: table.renewed(ids), numbers }
}

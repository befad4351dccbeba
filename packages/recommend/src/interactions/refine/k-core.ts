import type { Id } from '../id-table'
import { columnsOf, type Interactions, selected } from '../interactions'
import { countsOf, readLimit } from './read-limit'

export interface CoreOptions {
  /** The events that each user has at least; 5 by default. */
  readonly users?: number
  /** The events that each item has at least; 5 by default. */
  readonly items?: number
}

/**
 * The greatest part of a log in which every user and every item has enough events (the k-core): who has too few goes,
 * again and again, since those who are left may then have too few.
 */
export function kCore<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { users = 5, items = 5 }: CoreOptions = {},
): Interactions<User, Item> {
  readLimit(users, 'users')
  readLimit(items, 'items')
  const { userOf, itemOf } = columnsOf(log)
  let rows = Int32Array.from(userOf.keys())
  for (;;) {
    const perUser = countsOf(userOf, rows, log.users.length)
    const perItem = countsOf(itemOf, rows, log.items.length)
    const kept = rows.filter((row) => perUser[userOf[row]!]! >= users && perItem[itemOf[row]!]! >= items)
    if (kept.length === rows.length) return selected(log, rows)
    rows = kept
  }
}

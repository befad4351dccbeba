import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { offsetsOf } from '../sparse'

/** By what events belong together. */
export type GroupBy = 'user' | 'item' | 'session'

/** The rows of every user, item or session, in the order of time where there is one, else in that of the log. */
export function rowsOf(log: Interactions<Id, Id>, by: GroupBy): Int32Array[] {
  const { times } = columnsOf(log)
  const { groupOf, groups } = groupsOf(log, by)
  const offsets = offsetsOf(groupOf, groups)
  const next = offsets.slice()
  const rows = new Int32Array(groupOf.length)
  for (let row = 0; row < groupOf.length; row++) rows[next[groupOf[row]!]!++] = row
  return Array.from({ length: groups }, (_, group) => {
    const own = rows.subarray(offsets[group]!, offsets[group + 1]!)
    return times ? own.sort((a, b) => times[a]! - times[b]! || a - b) : own
  })
}

/** The group of every event. A log without sessions has one per user. */
export function groupsOf(
  log: Interactions<Id, Id>,
  by: GroupBy,
): { readonly groupOf: Int32Array; readonly groups: number } {
  const { users, items, userOf, itemOf, sessions } = columnsOf(log)
  if (by === 'item') return { groupOf: itemOf, groups: items.size }
  if (by === 'user' || !sessions) return { groupOf: userOf, groups: users.size }
  return { groupOf: sessions, groups: sessions.reduce((most, session) => Math.max(most, session + 1), 0) }
}

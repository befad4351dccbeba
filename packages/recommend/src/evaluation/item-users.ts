import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { offsetsOf, setCosine } from '../sparse'

/** By the number of each item of a log: the numbers of the users who know it, each once and ascending. */
export function usersOfItems(log: Interactions<Id, Id>): readonly Int32Array[] {
  const { items, userOf, itemOf } = columnsOf(log)
  const offsets = offsetsOf(itemOf, items.size)
  const next = offsets.slice()
  const users = new Int32Array(itemOf.length)
  for (let row = 0; row < itemOf.length; row++) users[next[itemOf[row]!]!++] = userOf[row]!
  return Array.from({ length: items.size }, (_, item) =>
    distinct(users.subarray(offsets[item]!, offsets[item + 1]!).sort()),
  )
}

/** 1 − the cosine of two items as sets of users: 0 for the same users, 1 for none in common. */
export function coOccurrenceDistance(
  users: readonly Int32Array[],
): (first: number, second: number) => number {
  return (first, second) => {
    const [a, b] = [users[first], users[second]]
    return a && b ? 1 - setCosine(a, b) : 1
  }
}

function distinct(sorted: Int32Array): Int32Array {
  return sorted.every((value, at) => at === 0 || value !== sorted[at - 1])
    ? sorted
    : sorted.filter((value, at) => at === 0 || value !== sorted[at - 1])
}

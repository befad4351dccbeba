import { createHash } from 'node:crypto'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { contextNamesToSave } from '../recommender/context-arrays'

/** A hash of options and events: the same for the same search, also in another process. */
export function fingerprintOf(what: readonly unknown[], logs: readonly Interactions<Id, Id>[]): string {
  // A space holds functions: its dimensions are told by where a few shares lead.
  const text = JSON.stringify(what, (_, value: unknown) =>
    isDimension(value) ? [0, 0.25, 0.5, 0.75, 0.999].map((share) => value.at(share)) : value,
  )
  const hash = createHash('sha256').update(text)
  for (const log of logs) {
    const { users, items, userOf, itemOf, times, weights, context = [] } = columnsOf(log)
    hash.update(JSON.stringify([users.ids.slice(0, 100), items.ids.slice(0, 100), users.size, items.size]))
    if (context.length > 0) hash.update(contextNamesToSave(context))
    for (const { buffer, byteOffset, byteLength } of [
      userOf,
      itemOf,
      ...(times ? [times] : []),
      ...(weights ? [weights] : []),
      ...context.map((column) => (column.kind === 'numeric' ? column.values : column.codes)),
    ]) {
      hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
  return hash.digest('hex')
}

function isDimension(value: unknown): value is { at(share: number): unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'function' &&
    'kind' in value
  )
}

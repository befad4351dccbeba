import { joinContext, sliceContext } from '../interactions/context/context-columns'
import type { Histories } from '../interactions/histories'
import type { QueryHistory } from './model'

/** The history of one user. */
export function historyOf(
  { offsets, items, weights, times, sessions, context }: Histories,
  user: number,
): QueryHistory {
  const [start, end] = [offsets[user]!, offsets[user + 1]!]
  return {
    items: items.subarray(start, end),
    weights: weights.subarray(start, end),
    times: times?.subarray(start, end),
    ...(sessions && { sessions: sessions.subarray(start, end) }),
    ...(context && { context: sliceContext(context, start, end) }),
  }
}

/** One history after another. It has times where every event has one; where it has sessions, the second is a new one. */
export function joinHistories(first: QueryHistory, second: QueryHistory): QueryHistory {
  if (second.items.length === 0) return first
  if (first.items.length === 0) return second
  const length = first.items.length + second.items.length
  const items = new Int32Array(length)
  const weights = new Float32Array(length)
  items.set(first.items)
  items.set(second.items, first.items.length)
  weights.set(first.weights)
  weights.set(second.weights, first.items.length)
  let times: Float64Array | undefined
  if (first.times && second.times) {
    times = new Float64Array(length)
    times.set(first.times)
    times.set(second.times, first.items.length)
  }
  const around = first.context && second.context && joinContext(first.context, second.context, 'history')
  const context = around && { context: around }
  if (!first.sessions) return { items, weights, times, ...context }
  const sessions = new Int32Array(length).fill(NEW_SESSION)
  sessions.set(first.sessions)
  return { items, weights, times, sessions, ...context }
}

/** What someone does now is no session of the log. */
const NEW_SESSION = -1

/** The last session of a history, or all of it where it has none. */
export function currentSession({
  items,
  weights,
  times,
  sessions,
}: QueryHistory): QueryHistory & { readonly start: number } {
  let start = 0
  if (sessions) {
    start = items.length
    while (start > 0 && sessions[start - 1] === sessions[items.length - 1]) start--
  }
  return {
    start,
    items: items.subarray(start),
    weights: weights.subarray(start),
    times: times?.subarray(start),
  }
}

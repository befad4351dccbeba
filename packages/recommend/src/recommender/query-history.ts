import type { Histories } from '../interactions/histories'
import type { QueryHistory } from './model'

/** The history of one user. */
export function historyOf({ offsets, items, weights, times }: Histories, user: number): QueryHistory {
  const [start, end] = [offsets[user]!, offsets[user + 1]!]
  return {
    items: items.subarray(start, end),
    weights: weights.subarray(start, end),
    times: times?.subarray(start, end),
  }
}

/** One history after another. It has times where every event has one. */
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
  return { items, weights, times }
}

import { offsetsOf } from '../sparse'
import type { Histories } from './histories'

/** Events in sequences: those of sequence s stand at `offsets[s]` … `offsets[s + 1] − 1`, in the order of time. */
export interface Sequences {
  readonly count: number
  readonly offsets: Int32Array
  readonly items: Int32Array
  /** Milliseconds since 1970. */
  readonly times: Float64Array | undefined
}

/** A sequence per session that has events, in the order of the sessions' numbers; without sessions, one per user. */
export function sequencesOf({ offsets, items, times, sessions }: Histories): Sequences {
  if (!sessions) return { count: offsets.length - 1, offsets, items, times }
  const used = new Int32Array(sessions.reduce((most, session) => Math.max(most, session + 1), 0))
  for (const session of sessions) used[session] = 1
  let count = 0
  const numbers = used.map((isUsed) => (isUsed ? count++ : -1))
  const own = sessions.map((session) => numbers[session]!)
  const starts = offsetsOf(own, count)
  const next = starts.slice()
  const ordered = new Int32Array(items.length)
  const moments = times && new Float64Array(items.length)
  for (let at = 0; at < items.length; at++) {
    const to = next[own[at]!]!++
    ordered[to] = items[at]!
    if (moments) moments[to] = times[at]!
  }
  return { count, offsets: starts, items: ordered, times: moments }
}

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
  const { own, count } = numberedAnew(sessions)
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

/** The numbers 0, 1, 2 … in place of those that are used, in their order. */
function numberedAnew(sessions: Int32Array): { readonly own: Int32Array; readonly count: number } {
  const most = sessions.reduce((greatest, session) => Math.max(greatest, session + 1), 0)
  if (most > 4 * sessions.length + 1024) return numberedBySorting(sessions)
  const used = new Int32Array(most)
  for (const session of sessions) used[session] = 1
  let count = 0
  const numbers = used.map((isUsed) => (isUsed ? count++ : -1))
  return { own: sessions.map((session) => numbers[session]!), count }
}

/** The same where few of the numbers are used, such as in a file that nobody vouches for. */
function numberedBySorting(sessions: Int32Array): { readonly own: Int32Array; readonly count: number } {
  const numbers = new Map(Array.from(new Set(sessions.slice().sort()), (session, at) => [session, at]))
  return { own: sessions.map((session) => numbers.get(session)!), count: numbers.size }
}

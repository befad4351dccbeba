import { refuse } from '../input/refuse'
import { atOnce, rowStretches, type Slices, stretches } from '../sparse'
import { type ContextColumn, contextSlices } from './context/context-columns'
import type { EventColumns } from './event-columns'
import type { Id } from './id-table'
import type { Policy } from './policy'
import { SortByTime } from './sort-by-time'

/**
 * What each user did, in the order of time, repeats included: the events of user u stand at
 * `offsets[u]` … `offsets[u + 1] − 1`. Events of weight 0 say nothing and are not among them. Without times the order
 * is that of the log.
 */
export interface Histories {
  readonly offsets: Int32Array
  readonly items: Int32Array
  /** What each event counts, aged by the log's half-life. */
  readonly weights: Float32Array
  /** Milliseconds since 1970. */
  readonly times: Float64Array | undefined
  /** The number of each event's session; absent where a user is one sequence. */
  readonly sessions?: Int32Array
  /** What surrounded the events; only for models that heed it. */
  readonly context?: readonly ContextColumn[]
}

const DAY = 86_400_000

/**
 * @param userCount where some users have no events, how many there are with them.
 * @throws GraftError `invalid-data` where events are to age and have no time.
 */
export function historiesOf(
  columns: EventColumns<Id, Id>,
  halfLifeDays: Policy['halfLifeDays'],
  userCount = columns.users.size,
): Histories {
  return atOnce(historySlices(columns, halfLifeDays, userCount))
}

export function* historySlices(
  columns: EventColumns<Id, Id>,
  halfLifeDays: Policy['halfLifeDays'],
  userCount: number,
): Slices<Histories> {
  const { itemOf, times, weights, sessions, context } = columns
  if (halfLifeDays !== undefined && !times) refuseTimeless()
  const { order, offsets } = yield* orderSlices(columns, userCount)
  const around = context && (yield* contextSlices(context, order))
  const items = order // a place's row is read before its item is written there
  const counted = new Float32Array(order.length)
  const visits = sessions && new Int32Array(order.length)
  const moments = times && new Float64Array(order.length)
  const latest = halfLifeDays === undefined ? 0 : latestOf(times)
  for (const [from, to] of stretches(order.length)) {
    for (let at = from; at < to; at++) {
      const row = order[at]!
      items[at] = itemOf[row]!
      const weight = weights ? weights[row]! : 1
      counted[at] =
        times && halfLifeDays !== undefined ? weight * agedBy(latest - times[row]!, halfLifeDays) : weight
      if (moments) moments[at] = times[row]!
      if (visits) visits[at] = sessions[row]!
    }
    yield
  }
  return {
    offsets,
    items,
    weights: counted,
    times: moments,
    ...(visits && { sessions: visits }),
    ...(around && { context: around }),
  }
}

/** What is left of a weight after so many milliseconds. */
export function agedBy(milliseconds: number, halfLifeDays: number): number {
  return 2 ** (-milliseconds / DAY / halfLifeDays)
}

function refuseTimeless(): never {
  return refuse('invalid-data', {
    what: 'Events are to age by halfLifeDays and have no time.',
    where: 'halfLifeDays',
    fix: 'Name the column of the time, or leave halfLifeDays out.',
  })
}

/** The last moment of a log, 0 where it has no times. */
export function latestOf(times: Float64Array | undefined): number {
  if (!times || times.length === 0) return 0
  let latest = Number.NEGATIVE_INFINITY
  for (let row = 0; row < times.length; row++) if (times[row]! > latest) latest = times[row]!
  return latest
}

/** The rows that count, by user and then by time; rows of one moment stay in their order. */
function* orderSlices(
  { userOf, times, weights }: EventColumns<Id, Id>,
  userCount: number,
): Slices<{ readonly order: Int32Array; readonly offsets: Int32Array }> {
  const offsets = new Int32Array(userCount + 1)
  for (const [from, to] of stretches(userOf.length)) {
    for (let row = from; row < to; row++) if (weights?.[row] !== 0) offsets[userOf[row]! + 1]!++
    yield
  }
  for (let user = 0; user < userCount; user++) offsets[user + 1]! += offsets[user]!
  const next = offsets.slice()
  const order = new Int32Array(offsets[userCount]!)
  for (const [from, to] of stretches(userOf.length)) {
    for (let row = from; row < to; row++) {
      if (weights?.[row] !== 0) order[next[userOf[row]!]!++] = row
    }
    yield
  }
  if (!times) return { order, offsets }
  const byTime = yield* SortByTime.of(times)
  for (const [from, to] of rowStretches(offsets)) {
    for (let user = from; user < to; user++) byTime.sort(order.subarray(offsets[user]!, offsets[user + 1]!))
    yield
  }
  return { order, offsets }
}

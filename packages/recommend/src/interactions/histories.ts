import { refuse } from '../input/refuse'
import { offsetsOf } from '../sparse'
import type { EventColumns } from './event-columns'
import type { Id } from './id-table'
import type { Policy } from './policy'

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
  const { userOf, itemOf, times, weights, sessions } = columns
  if (halfLifeDays !== undefined && !times) refuseTimeless()
  const order = orderOf(columns)
  const items = new Int32Array(order.length)
  const counted = new Float32Array(order.length)
  const users = new Int32Array(order.length)
  const visits = sessions && new Int32Array(order.length)
  const moments = times && new Float64Array(order.length)
  const latest = latestOf(times)
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!
    users[at] = userOf[row]!
    items[at] = itemOf[row]!
    const weight = weights ? weights[row]! : 1
    counted[at] =
      times && halfLifeDays !== undefined ? weight * agedBy(latest - times[row]!, halfLifeDays) : weight
    if (moments) moments[at] = times[row]!
    if (visits) visits[at] = sessions[row]!
  }
  return {
    offsets: offsetsOf(users, userCount),
    items,
    weights: counted,
    times: moments,
    ...(visits && { sessions: visits }),
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
function orderOf({ users, userOf, times, weights }: EventColumns<Id, Id>): Int32Array {
  const offsets = offsetsOf(userOf, users.size)
  const next = offsets.slice()
  const order = new Int32Array(userOf.length)
  for (let row = 0; row < userOf.length; row++) order[next[userOf[row]!]!++] = row
  if (times) {
    for (let user = 0; user < users.size; user++) {
      const own = order.subarray(offsets[user]!, offsets[user + 1]!)
      if (!isOrdered(own, times)) own.sort((a, b) => times[a]! - times[b]! || a - b)
    }
  }
  return weights ? order.filter((row) => weights[row] !== 0) : order
}

function isOrdered(rows: Int32Array, times: Float64Array): boolean {
  for (let at = 1; at < rows.length; at++) if (times[rows[at]!]! < times[rows[at - 1]!]!) return false
  return true
}

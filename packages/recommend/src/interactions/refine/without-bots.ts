import { refuse } from '../../input/refuse'
import { offsetsOf } from '../../sparse'
import type { Id } from '../id-table'
import { columnsOf, type Interactions, selected } from '../interactions'
import { countsOf, readLimit } from './read-limit'

export interface BotOptions {
  /**
   * Users with more events than this are no persons; `'far-out'` (default) is Tukey's outer fence over the logarithms
   * of the users' counts, and at least 100.
   */
  readonly perUser?: number | 'far-out'
  /** Likewise within any 24 hours. */
  readonly perDay?: number
  /** Likewise within any minute. */
  readonly perMinute?: number
}

/** Who is left out, and why. */
export interface Bot<User extends Id> {
  readonly user: User
  readonly because: 'perUser' | 'perDay' | 'perMinute'
  /** How many events there were. */
  readonly events: number
}

const DAY = 86_400_000
const MINUTE = 60_000

/** A log without users who do more than a person can, and who they are. */
export function withoutBots<User extends Id, Item extends Id>(
  log: Interactions<User, Item>,
  { perUser = 'far-out', perDay, perMinute }: BotOptions = {},
): { readonly log: Interactions<User, Item>; readonly bots: readonly Bot<User>[] } {
  const { userOf, times, users } = columnsOf(log)
  const everything = Int32Array.from(userOf.keys())
  const counts = countsOf(userOf, everything, users.size)
  const most = perUser === 'far-out' ? farOut(counts) : readLimit(perUser, 'perUser')
  const dense = [
    ...(perDay === undefined
      ? []
      : [{ because: 'perDay', span: DAY, most: readLimit(perDay, 'perDay') } as const]),
    ...(perMinute === undefined
      ? []
      : [{ because: 'perMinute', span: MINUTE, most: readLimit(perMinute, 'perMinute') } as const]),
  ]
  if (dense.length > 0 && !times) refuseTimeless()
  const momentsOf = times && dense.length > 0 ? momentsByUser(userOf, times, users.size) : undefined
  const bots: Bot<User>[] = []
  const barred = new Uint8Array(users.size)
  for (let user = 0; user < users.size; user++) {
    const found =
      counts[user]! > most
        ? ({ because: 'perUser', events: counts[user]! } as const)
        : dense
            .map(({ because, span, most }) => ({ because, most, events: densest(momentsOf!(user), span) }))
            .find(({ most, events }) => events > most)
    if (!found) continue
    barred[user] = 1
    bots.push({ user: users.idOf(user), because: found.because, events: found.events })
  }
  return {
    log: selected(
      log,
      everything.filter((row) => barred[userOf[row]!] === 0),
    ),
    bots,
  }
}

/** The upper quartile and three times the quartiles' distance beyond it, on a logarithmic scale. */
function farOut(counts: Int32Array): number {
  const ordered = Float64Array.from(counts, Math.log).sort()
  const quartile = (share: number) =>
    ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? 0
  const [lower, upper] = [quartile(0.25), quartile(0.75)]
  return Math.max(100, Math.exp(upper + 3 * (upper - lower)))
}

/** The moments of each user's events, in order. */
function momentsByUser(
  userOf: Int32Array,
  times: Float64Array,
  users: number,
): (user: number) => Float64Array {
  const offsets = offsetsOf(userOf, users)
  const next = offsets.slice()
  const moments = new Float64Array(times.length)
  for (let row = 0; row < times.length; row++) moments[next[userOf[row]!]!++] = times[row]!
  return (user) => moments.subarray(offsets[user]!, offsets[user + 1]!).sort()
}

/** The most events within any stretch of time. */
function densest(moments: Float64Array, span: number): number {
  let most = 0
  let first = 0
  for (let last = 0; last < moments.length; last++) {
    while (moments[last]! - moments[first]! >= span) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

function refuseTimeless(): never {
  return refuse('invalid-data', {
    what: 'The log has no times.',
    where: 'withoutBots',
    fix: 'Name the column of the time, or judge by perUser alone.',
  })
}

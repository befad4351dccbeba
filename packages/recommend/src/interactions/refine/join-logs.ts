import { refuse } from '../../input/refuse'
import { type ContextColumn, joinContext } from '../context/context-columns'
import { type Id, IdCollector } from '../id-table'
import { columnsOf, Interactions, policyOf } from '../interactions'

/**
 * The events of two logs, those of the first before those of the second; the policy is the first's. Sessions of the
 * second count as other ones.
 *
 * @throws GraftError `invalid-data` where one has times, kinds, sessions or a context and the other has none.
 */
export function joinLogs<User extends Id, Item extends Id>(
  first: Interactions<User, Item>,
  second: Interactions<User, Item>,
): Interactions<User, Item> {
  const [a, b] = [columnsOf(first), columnsOf(second)]
  for (const part of ['times', 'kinds', 'sessions'] as const) {
    if ((a[part] === undefined) === (b[part] === undefined)) continue
    refuse('invalid-data', {
      what: `One of the logs has ${part}, and the other has none.`,
      where: 'joinLogs',
      fix: 'Read both with the same columns.',
    })
  }
  const context = a.context || b.context ? joinedContext(a.context ?? [], b.context ?? []) : undefined
  const users = IdCollector.from(a.users)
  const items = IdCollector.from(a.items)
  const kinds = new IdCollector<string>()
  for (const kind of a.kindNames) kinds.add(kind)
  const renumber = {
    user: second.users.map((user) => users.add(user)),
    item: second.items.map((item) => items.add(item)),
    kind: b.kindNames.map((kind) => kinds.add(kind)),
  }
  const otherSessions = a.sessions ? 1 + a.sessions.reduce((most, session) => Math.max(most, session), -1) : 0
  const ints = (own: Int32Array, other: Int32Array, number: (value: number) => number) => {
    const joined = new Int32Array(own.length + other.length)
    joined.set(own)
    joined.set(other.map(number), own.length)
    return joined
  }
  return new Interactions(
    {
      users: users.table(),
      items: items.table(),
      userOf: ints(a.userOf, b.userOf, (user) => renumber.user[user]!),
      itemOf: ints(a.itemOf, b.itemOf, (item) => renumber.item[item]!),
      times: a.times && b.times && joinedTimes(a.times, b.times),
      weights:
        a.weights || b.weights
          ? joinedWeights(a.weights ?? ones(first.size), b.weights ?? ones(second.size))
          : undefined,
      kinds: a.kinds && b.kinds && ints(a.kinds, b.kinds, (kind) => renumber.kind[kind]!),
      kindNames: kinds.table().ids,
      sessions:
        a.sessions && b.sessions && ints(a.sessions, b.sessions, (session) => otherSessions + session),
      ...(context && { context }),
    },
    policyOf(first),
  )
}

/** Both logs must have the same columns, in whatever order. */
function joinedContext(first: readonly ContextColumn[], second: readonly ContextColumn[]): ContextColumn[] {
  const joined = joinContext(first, second, 'joinLogs')
  if (second.length > first.length) joinContext(second, first, 'joinLogs')
  return joined
}

function joinedTimes(first: Float64Array, second: Float64Array): Float64Array {
  const joined = new Float64Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

function joinedWeights(first: Float32Array, second: Float32Array): Float32Array {
  const joined = new Float32Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

function ones(length: number): Float32Array {
  return new Float32Array(length).fill(1)
}

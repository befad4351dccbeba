import { described, type FeatureSource, type Features } from '../features/features'
import { refuse } from '../input/refuse'
import { type ContextColumn, joinContext, selectContext } from '../interactions/context/context-columns'
import type { EventColumns } from '../interactions/event-columns'
import { agedBy, type Histories, historiesOf, latestOf } from '../interactions/histories'
import { type Id, IdCollector, type IdTable } from '../interactions/id-table'
import { offsetsOf } from '../sparse'
import type { Touched } from './model'

/** What a recommender knows of its log. */
export interface KnownEvents<User extends Id, Item extends Id> {
  readonly users: IdTable<User>
  readonly items: IdTable<Item>
  readonly histories: Histories
  readonly halfLifeDays: number | undefined
}

export interface AddedFeatures<User extends Id, Item extends Id> {
  readonly itemFeatures?: FeatureSource<Item>
  readonly userFeatures?: FeatureSource<User>
}

export interface MergedEvents<User extends Id, Item extends Id> {
  readonly events: KnownEvents<User, Item>
  readonly touched: Touched
  /** What came with the new events; rows of all users and items, empty where nothing came. */
  readonly features: { readonly items?: Features; readonly users?: Features }
}

/**
 * Known events and new ones, as if they had been one log from the start: in the order of time, and aged to the last
 * of them all. Old numbers stay; new users and items follow.
 *
 * @throws GraftError `invalid-data` where the known events have times or a context and the new ones have none.
 */
export function mergeEvents<User extends Id, Item extends Id>(
  known: KnownEvents<User, Item>,
  added: EventColumns<User, Item>,
  features: AddedFeatures<User, Item> = {},
): MergedEvents<User, Item> {
  const users = IdCollector.from(known.users)
  const items = IdCollector.from(known.items)
  const userOf = Int32Array.from(added.users.ids, (user) => users.add(user))
  const itemOf = Int32Array.from(added.items.ids, (item) => items.add(item))
  const fresh = historiesOf(inContextOf(known.histories, added), known.halfLifeDays)
  if (known.histories.times && !fresh.times && fresh.items.length > 0) refuseTimeless()
  const timed = known.histories.times !== undefined && fresh.times !== undefined
  const age = timed ? agesOf(known.histories, fresh, known.halfLifeDays) : { known: 1, fresh: 1 }
  const merged = new MergedHistories(
    known.histories.items.length + fresh.items.length,
    timed,
    known.histories.sessions !== undefined || fresh.sessions !== undefined,
    known.histories.context && joinContext(known.histories.context, fresh.context ?? [], 'update'),
  )
  const { sessions } = known.histories
  const firstNewSession = sessions ? 1 + greatest(sessions) : known.users.size
  const freshOf = new Int32Array(users.size).fill(-1)
  userOf.forEach((user, row) => {
    freshOf[user] = row
  })
  const rowOf = new Int32Array(known.histories.items.length + fresh.items.length)
  for (let user = 0; user < users.size; user++) {
    const from = merged.length
    if (user < known.users.size)
      merged.append(known.histories, user, { age: age.known, firstSession: 0, firstContext: 0 })
    const row = freshOf[user]!
    if (row >= 0) {
      const firstContext = known.histories.items.length
      merged.append(fresh, row, { age: age.fresh, firstSession: firstNewSession, firstContext, itemOf })
    }
    if (row >= 0) merged.order(from)
    rowOf.fill(user, from, merged.length)
  }
  const allUsers = described(features.userFeatures, users.table(), 'userFeatures')
  const allItems = described(features.itemFeatures, items.table(), 'itemFeatures')
  const itemsTouched = new Set<number>()
  for (const item of fresh.items) itemsTouched.add(itemOf[item]!)
  for (let item = items.size; item < allItems.table.size; item++) itemsTouched.add(item)
  return {
    events: {
      users: allUsers.table,
      items: allItems.table,
      histories: merged.histories(offsetsOf(rowOf, allUsers.table.size)),
      halfLifeDays: known.halfLifeDays,
    },
    touched: { users: userOf.slice().sort(), items: Int32Array.from(itemsTouched).sort() },
    features: {
      ...(allItems.features && { items: allItems.features }),
      ...(allUsers.features && { users: allUsers.features }),
    },
  }
}

/** New events with those columns of the context that the known ones have. */
function inContextOf<User extends Id, Item extends Id>(
  { context: known }: Histories,
  { context = [], ...added }: EventColumns<User, Item>,
): EventColumns<User, Item> {
  return known ? { ...added, context } : added
}

function refuseTimeless(): never {
  return refuse('invalid-data', {
    what: 'The events to take in have no times, and those of the fit do.',
    where: 'update',
    fix: 'Name the column of the time when reading them.',
  })
}

/** By what the weights of either side shrink where the other side's last event is later. */
function agesOf(
  known: Histories,
  fresh: Histories,
  halfLifeDays: number | undefined,
): { readonly known: number; readonly fresh: number } {
  if (halfLifeDays === undefined) return { known: 1, fresh: 1 }
  const [old, latest] = [latestOf(known.times), latestOf(fresh.times)]
  const now = Math.max(old, latest)
  return { known: agedBy(now - old, halfLifeDays), fresh: agedBy(now - latest, halfLifeDays) }
}

function greatest(sessions: Int32Array): number {
  return sessions.reduce((most, session) => Math.max(most, session), -1)
}

class MergedHistories {
  length = 0
  readonly #items: Int32Array
  readonly #weights: Float32Array
  readonly #times: Float64Array | undefined
  readonly #sessions: Int32Array | undefined
  /** Where each event's context stands in `context`. */
  readonly #contexts: Int32Array | undefined

  constructor(
    events: number,
    timed: boolean,
    inSessions: boolean,
    /** That of the known events and then that of the new ones. */
    private readonly context: readonly ContextColumn[] | undefined,
  ) {
    this.#items = new Int32Array(events)
    this.#weights = new Float32Array(events)
    this.#times = timed ? new Float64Array(events) : undefined
    this.#sessions = inSessions ? new Int32Array(events) : undefined
    this.#contexts = context && new Int32Array(events)
  }

  /** Appends a user's events. Those of a log without sessions are of one. */
  append(
    { offsets, items, weights, times, sessions }: Histories,
    user: number,
    options: {
      readonly age: number
      readonly firstSession: number
      readonly firstContext: number
      readonly itemOf?: Int32Array
    },
  ): void {
    const { age, firstSession, firstContext, itemOf } = options
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      this.#items[this.length] = itemOf ? itemOf[items[at]!]! : items[at]!
      this.#weights[this.length] = weights[at]! * age
      if (this.#times && times) this.#times[this.length] = times[at]!
      if (this.#sessions) this.#sessions[this.length] = firstSession + (sessions ? sessions[at]! : user)
      if (this.#contexts) this.#contexts[this.length] = firstContext + at
      this.length++
    }
  }

  /** Puts the events from `from` on into the order of time. */
  order(from: number): void {
    const times = this.#times
    if (!times) return
    const positions = Int32Array.from({ length: this.length - from }, (_, at) => from + at)
    positions.sort((a, b) => times[a]! - times[b]! || a - b)
    const others = [this.#sessions, this.#contexts].filter((column) => column !== undefined)
    for (const column of [this.#items, this.#weights, times, ...others]) {
      column.set(
        Array.from(positions, (at) => column[at]!),
        from,
      )
    }
  }

  histories(offsets: Int32Array): Histories {
    const sessions = this.#sessions
    return {
      offsets,
      items: this.#items,
      weights: this.#weights,
      times: this.#times,
      ...(sessions && { sessions }),
      ...(this.context && this.#contexts && { context: selectContext(this.context, this.#contexts) }),
    }
  }
}

import { encodeFeatures, type Features, type FeaturesOfOne } from '../features/features'
import { refuse, shown } from '../input/refuse'
import type { ContextOfOne } from '../interactions/context/context-value'
import { type Id, IdTable, isId, refuseId } from '../interactions/id-table'
import { type Moment, MomentColumn } from '../interactions/time'
import type { QueryHistory } from './model'

/** Something that the one who asks did. */
export interface HistoryEvent<Item extends Id> {
  readonly item: Item
  /** A Date, a text of ISO 8601, or a number whose unit is told by its size, as in a log. */
  readonly time?: Moment
  /** How much it counts; 1 by default. */
  readonly weight?: number
  /** What surrounded it, for models that learnt from context. */
  readonly context?: ContextOfOne
}

/**
 * For whom recommendations are: a user of the log; anyone, by what they did (oldest first); or, for the page of an
 * item or a basket, some items. A user may bring a `history` of what they did since. Of whom no events are known,
 * `features` may speak, as in `userFeatures`, where the model learnt from those. `context` is what surrounds the one who
 * asks at this moment, under the names of the log's context: what is left out, and a category that the log did not have,
 * adds nothing. Only models that learnt from it take it.
 */
export type Subject<User extends Id, Item extends Id> = { readonly context?: ContextOfOne } & (
  | {
      readonly user: User
      readonly history?: Iterable<Item | HistoryEvent<Item>>
      readonly features?: FeaturesOfOne
    }
  | {
      readonly history: Iterable<Item | HistoryEvent<Item>>
      readonly user?: never
      readonly features?: FeaturesOfOne
    }
  | { readonly features: FeaturesOfOne; readonly user?: never; readonly history?: never }
  | { readonly items: Iterable<Item>; readonly user?: never; readonly history?: never }
  | { readonly context: ContextOfOne; readonly user?: never; readonly history?: never }
)

/** A subject in numbers. */
export interface ResolvedSubject {
  /** −1 where the user has no number, or none was named. */
  readonly user: number
  /** Whether a user was named. */
  readonly named: boolean
  /** What was given beside the name, as far as its items are known. */
  readonly events: QueryHistory
  /** How many items nobody knows; they are left out. */
  readonly unknownItems: number
  /** What surrounded each of the events, where that was given. */
  readonly contexts?: readonly ContextOfOne[]
  /** What is known of the one who asks beside events: one row. */
  readonly features?: Features
  /** What surrounds the one who asks. */
  readonly context?: ContextOfOne
}

export function resolveSubject<User extends Id, Item extends Id>(
  subject: Subject<User, Item>,
  users: IdTable<User>,
  items: IdTable<Item>,
): ResolvedSubject {
  if (typeof subject !== 'object' || subject === null) return refuseSubject(subject)
  const named = 'user' in subject && subject.user !== undefined
  if (named && !isId<User>(subject.user)) refuseId(subject.user, 'user', 0)
  const events = 'items' in subject ? subject.items : subject.history
  const known = 'features' in subject ? subject.features : undefined
  const context = subject.context === undefined ? undefined : readContext(subject.context, 'context')
  if (!named && events === undefined && known === undefined && !context) return refuseSubject(subject)
  const features = known && encodeFeatures([['asker', known]], new IdTable<string>([]), 'features').features
  const user = named && subject.user !== undefined ? users.numberOf(subject.user) : -1
  return {
    user,
    named,
    ...resolveEvents(events ?? [], items),
    ...(features && { features }),
    ...(context && { context }),
  }
}

function resolveEvents<Item extends Id>(
  events: Iterable<Item | HistoryEvent<Item>>,
  table: IdTable<Item>,
): Pick<ResolvedSubject, 'events' | 'unknownItems' | 'contexts'> {
  if (typeof events !== 'object' || events === null || !(Symbol.iterator in events))
    return refuseSubject(events)
  const numbers: number[] = []
  const weights: number[] = []
  const times: number[] = []
  const moments = new MomentColumn('time', undefined)
  const contexts: ContextOfOne[] = []
  let inContext = false
  let timed = true
  let unknownItems = 0
  let row = 0
  for (const event of events) {
    const own: HistoryEvent<Item> = typeof event === 'object' && event !== null ? event : { item: event }
    const { item, time, weight = 1, context } = own
    if (!isId<Item>(item)) refuseId(item, 'item', row)
    if (typeof weight !== 'number' || !(Math.abs(weight) <= 1e12)) refuseWeight(weight, row)
    if (time === undefined) timed = false
    else times.push(moments.read(time, row))
    const number = table.numberOf(item)
    if (number === -1) {
      unknownItems++
      if (time !== undefined) times.pop()
    } else {
      numbers.push(number)
      weights.push(weight)
      contexts.push(context === undefined ? {} : readContext(context, `history[${row}].context`))
      inContext ||= context !== undefined
    }
    row++
  }
  const isTimed = timed && numbers.length > 0
  const read = isTimed ? Float64Array.from(times) : undefined
  if (read) moments.finish(read)
  return {
    events: { items: Int32Array.from(numbers), weights: Float32Array.from(weights), times: read },
    unknownItems,
    ...(inContext && { contexts }),
  }
}

/** @throws GraftError `invalid-option`. */
export function readContext(context: unknown, where: string): ContextOfOne {
  if (isContext(context)) return context
  return refuse('invalid-option', {
    what: `The context is ${shown(context)}.`,
    where,
    fix: "Pass an object such as { device: 'phone', price: 12.5 }.",
  })
}

function isContext(context: unknown): context is ContextOfOne {
  return typeof context === 'object' && context !== null && !Array.isArray(context)
}

function refuseSubject(value: unknown): never {
  return refuse('invalid-option', {
    what: `${shown(value)} does not say for whom to recommend.`,
    where: 'recommend',
    fix: "Pass { user: 'ann' }, { history: ['item', …] }, { items: ['item', …] } or { features: {…} }.",
  })
}

function refuseWeight(weight: unknown, row: number): never {
  return refuse(typeof weight === 'number' ? 'not-finite' : 'invalid-data', {
    what: `The weight of event ${row} of the history is ${shown(weight)}.`,
    where: `history[${row}].weight`,
    fix: 'Pass a finite number, or leave it out for 1.',
    row,
  })
}

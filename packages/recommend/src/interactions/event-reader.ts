import { refuse, shown } from '../input/refuse'
import type { ColumnNames } from './column-names'
import type { EventColumns } from './event-columns'
import { GrowingFloats, GrowingInts, GrowingSingles } from './growing'
import { type Id, IdCollector, isId, refuseId } from './id-table'
import { readMoment, refuseFuture, type TimeUnit, toMilliseconds } from './time'

/** What one event may hold, unread. */
export interface RawEvent {
  readonly user: unknown
  readonly item: unknown
  readonly time?: unknown
  readonly kind?: unknown
  readonly weight?: unknown
  readonly session?: unknown
}

export interface EventReaderOptions {
  readonly kindWeights?: Readonly<Record<string, number>>
  readonly timeUnit?: TimeUnit
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Checks events one by one and collects them in columns. */
export class EventReader<User extends Id, Item extends Id> {
  readonly #users = new IdCollector<User>()
  readonly #items = new IdCollector<Item>()
  readonly #userOf = new GrowingInts()
  readonly #itemOf = new GrowingInts()
  readonly #times = new GrowingFloats()
  readonly #weights = new GrowingSingles()
  readonly #kinds = new GrowingInts()
  readonly #kindNumbers = new IdCollector<string>()
  readonly #sessions = new GrowingInts()
  readonly #sessionNumbers = new IdCollector<Id>()
  readonly #kindWeights: ReadonlyMap<string, number> | undefined
  #weighted = false

  constructor(
    private readonly names: ColumnNames,
    private readonly options: EventReaderOptions,
  ) {
    this.#kindWeights = options.kindWeights && readKindWeights(options.kindWeights)
  }

  get rows(): number {
    return this.#userOf.length
  }

  add(event: RawEvent, row = this.rows): void {
    const { names } = this
    const user = isId<User>(event.user) ? event.user : refuseId(event.user, names.user, row)
    const item = isId<Item>(event.item) ? event.item : refuseId(event.item, names.item, row)
    let weight = names.weight === undefined ? 1 : readWeight(event.weight, names.weight, row)
    if (names.kind !== undefined) {
      if (typeof event.kind !== 'string') refuseKind(event.kind, names.kind, row, this.#kindWeights)
      const ofKind = this.#kindWeights ? this.#kindWeights.get(event.kind) : 1
      if (ofKind === undefined) refuseKind(event.kind, names.kind, row, this.#kindWeights)
      this.#kinds.push(this.#kindNumbers.add(event.kind))
      weight *= ofKind
    }
    if (names.time !== undefined) this.#times.push(readMoment(event.time, names.time, row))
    if (names.session !== undefined) {
      const session = isId<Id>(event.session) ? event.session : refuseId(event.session, names.session, row)
      this.#sessions.push(this.#sessionNumbers.add(session))
    }
    this.#userOf.push(this.#users.add(user))
    this.#itemOf.push(this.#items.add(item))
    this.#weights.push(weight)
    if (weight !== 1) this.#weighted = true
  }

  columns(): EventColumns<User, Item> {
    const { names, options } = this
    const times = names.time === undefined ? undefined : this.#times.taken()
    if (times) {
      toMilliseconds(times, options.timeUnit, names.time!)
      refuseFuture(times, options.now, names.time!)
    }
    return {
      users: this.#users.table(),
      items: this.#items.table(),
      userOf: this.#userOf.taken(),
      itemOf: this.#itemOf.taken(),
      times,
      weights: this.#weighted ? this.#weights.taken() : undefined,
      kinds: names.kind === undefined ? undefined : this.#kinds.taken(),
      kindNames: this.#kindNumbers.table().ids,
      sessions: names.session === undefined ? undefined : this.#sessions.taken(),
    }
  }
}

function readKindWeights(weights: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  for (const [kind, weight] of Object.entries(weights)) {
    if (typeof weight === 'number' && Number.isFinite(weight)) continue
    refuse('invalid-option', {
      what: `The weight of the kind ${shown(kind)} is ${shown(weight)}.`,
      where: 'kindWeights',
      fix: 'Pass a finite number for every kind: positive for liking, negative for dislike, 0 to leave it out.',
    })
  }
  return new Map(Object.entries(weights))
}

/** Beyond this a weight, squared or summed over a log, leaves the range of single precision. */
const GREATEST = 1e12

function readWeight(value: unknown, column: string, row: number): number {
  const weight = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof weight === 'number' && Math.abs(weight) <= GREATEST) return weight
  return refuse(typeof weight === 'number' ? 'not-finite' : 'invalid-data', {
    what: `The ${column} is ${shown(value)}, not a number between -1e12 and 1e12.`,
    where: `row ${row}, ${column}`,
    fix: 'Repair the row or leave it out; rows are not skipped silently.',
    row,
  })
}

function refuseKind(
  kind: unknown,
  column: string,
  row: number,
  weights: ReadonlyMap<string, number> | undefined,
): never {
  return refuse('invalid-data', {
    what: `The ${column} is ${shown(kind)}${weights && typeof kind === 'string' ? ', which has no weight' : ''}.`,
    where: `row ${row}, ${column}`,
    fix: weights
      ? `Name it in kindWeights, with 0 to leave such events out; it has ${[...weights.keys()].map(shown).join(', ')}.`
      : 'Pass the kind of every event as text.',
    row,
  })
}

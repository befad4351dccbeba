import { refuse, shown } from '../input/refuse'
import type { ColumnNames } from './column-names'
import { ContextCollector } from './context/context-collector'
import type { EventColumns } from './event-columns'
import { GrowingFloats, GrowingInts, GrowingSingles } from './growing'
import { type Id, IdCollector, type IdTable } from './id-table'
import { MomentColumn, refuseFuture, type TimeUnit } from './time'

export interface CollectorOptions {
  readonly kindWeights: Readonly<Record<string, number>> | undefined
  readonly timeUnit: TimeUnit | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Collects checked events in columns: what every reader ends in. */
export class EventCollector {
  readonly #userOf = new GrowingInts()
  readonly #itemOf = new GrowingInts()
  readonly #times = new GrowingFloats()
  readonly #weights = new GrowingSingles()
  readonly #kinds = new GrowingInts()
  readonly #kindNames = new IdCollector<string>()
  readonly #sessions = new GrowingInts()
  readonly #kindWeights: ReadonlyMap<string, number> | undefined
  /** Reads the moments of the events. */
  readonly moments: MomentColumn
  /** Reads what surrounded the events, if that is asked for. */
  readonly context: ContextCollector | undefined
  #weighted = false

  constructor(
    readonly names: ColumnNames,
    private readonly options: CollectorOptions,
  ) {
    this.moments = new MomentColumn(names.time ?? 'time', options.timeUnit)
    this.context = names.context.length > 0 ? new ContextCollector(names.context) : undefined
    this.#kindWeights = options.kindWeights && readKindWeights(options.kindWeights)
  }

  get rows(): number {
    return this.#userOf.length
  }

  /** The number of a kind, or its refusal. */
  kind(kind: unknown, row: number): number {
    if (typeof kind !== 'string' || (this.#kindWeights && !this.#kindWeights.has(kind))) {
      return refuseKind(kind, this.names.kind ?? 'kind', row, this.#kindWeights)
    }
    return this.#kindNames.add(kind)
  }

  /** Appends an event, and the context that was read. Parts whose column the names lack are ignored. */
  add(user: number, item: number, time: number, kind: number, weight: number, session: number): void {
    const { names } = this
    const counted = names.kind === undefined ? weight : weight * this.#weightOf(kind)
    this.#userOf.push(user)
    this.#itemOf.push(item)
    this.#weights.push(counted)
    if (counted !== 1) this.#weighted = true
    if (names.time !== undefined) this.#times.push(time)
    if (names.kind !== undefined) this.#kinds.push(kind)
    if (names.session !== undefined) this.#sessions.push(session)
    this.context?.commit()
  }

  columns<User extends Id, Item extends Id>(
    users: IdTable<User>,
    items: IdTable<Item>,
  ): EventColumns<User, Item> {
    const { names, options } = this
    const times = names.time === undefined ? undefined : this.#times.taken()
    if (times && names.time !== undefined) {
      this.moments.finish(times)
      refuseFuture(times, options.now, names.time)
    }
    if (this.rows > 0) this.context?.assertFound()
    return {
      users,
      items,
      userOf: this.#userOf.taken(),
      itemOf: this.#itemOf.taken(),
      times,
      weights: this.#weighted ? this.#weights.taken() : undefined,
      kinds: names.kind === undefined ? undefined : this.#kinds.taken(),
      kindNames: this.#kindNames.table().ids,
      sessions: names.session === undefined ? undefined : this.#sessions.taken(),
      ...(this.context && { context: this.context.columns() }),
    }
  }

  #weightOf(kind: number): number {
    return this.#kindWeights ? this.#kindWeights.get(this.#kindNames.idOf(kind))! : 1
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

/** How much an event counts by itself. */
export function readWeight(value: unknown, column: string, row: number): number {
  const isText = typeof value === 'string' && value.trim() !== ''
  const weight = isText || typeof value === 'bigint' ? Number(value) : value
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

import { GraftError, type OnProgress } from '@graftjs/base'
import { refuse, shown } from '../input/refuse'
import { throwIfAborted } from '../input/throw-if-aborted'
import type { Histories } from '../interactions/histories'
import type { Id, IdTable } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import type { Duplicates } from '../sparse'
import { updateContext } from './fit-context'
import { mergeEvents } from './merge-events'
import {
  type Ability,
  type Absence,
  isAbsent,
  type Model,
  type Query,
  type ScorePart,
  type ScoreScale,
} from './model'
import { historyOf, joinHistories } from './query-history'
import { saveFitted } from './saved-recommender'
import { type ResolvedSubject, resolveSubject, type Subject } from './subject'
import { topItems } from './top-items'
import { TrainingData } from './training-data'

/** What a fitted recommender consists of. */
export interface Fitted<User extends Id, Item extends Id> {
  readonly algorithm: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }
  readonly model: Model
  readonly users: IdTable<User>
  readonly items: IdTable<Item>
  readonly histories: Histories
  readonly duplicates: Duplicates
  readonly halfLifeDays: number | undefined
}

export interface RecommendOptions<Item extends Id> {
  /** How many; 10 by default. */
  readonly n?: number
  /** Whether items of the history may be recommended again; `'exclude'` by default. */
  readonly seen?: 'exclude' | 'include'
  /** The only items that may be recommended. */
  readonly only?: Iterable<Item>
  /** Items that must not be recommended. */
  readonly exclude?: Iterable<Item>
  readonly fallback?: readonly never[]
}

export interface Recommendation<Item extends Id> {
  readonly item: Item
  readonly score: number
  /** From 1. */
  readonly rank: number
  /** The algorithm that recommends it. */
  readonly source: string
}

export interface Recommendations<Item extends Id> {
  readonly items: readonly Recommendation<Item>[]
}

/** Why an item has its score: what each event of the history, and what is there without any, adds to it. */
export interface Explanation<Item extends Id> {
  readonly item: Item
  readonly score: number
  readonly parts: readonly ExplainedPart<Item>[]
}

export type ExplainedPart<Item extends Id> =
  | { readonly because: Item; readonly amount: number }
  | { readonly base: string; readonly amount: number }

/** What an algorithm can do; an {@link Absence} says why not. */
export interface Abilities {
  readonly similarItems: true | Absence
  readonly similarUsers: true | Absence
  readonly explain: true | Absence
  /** Learn from new events without a fit from the start. */
  readonly update: true | Absence
  /** Recommend by a history alone. */
  readonly newUsers: true | Absence
}

export interface UpdateOptions {
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
  /** How many threads may work; all by default. */
  readonly workers?: number
}

/** What an update did. */
export interface Update {
  readonly events: number
  readonly newUsers: number
  readonly newItems: number
  /** Whether the model learnt from the events; if not, why its mathematics cannot. */
  readonly learnt: boolean
  readonly because?: string
}

export interface Similar<I extends Id> {
  readonly id: I
  readonly score: number
}

/** What a recommender consists of, for the package alone. */
export let fittedOf: <User extends Id, Item extends Id>(
  recommender: Recommender<User, Item>,
) => Fitted<User, Item>

/** What a fitted algorithm can do: serve, explain, learn on, and be kept. It speaks the ids of the log it learnt from. */
export class Recommender<User extends Id = Id, Item extends Id = Id> {
  #fitted: Fitted<User, Item>
  /** Users who did something after the model was fitted. */
  readonly #stale = new Set<number>()

  /** @internal Recommenders come from an algorithm's `fit` or from `loadRecommender`. */
  constructor(fitted: Fitted<User, Item>) {
    this.#fitted = fitted
  }

  static {
    fittedOf = (recommender) => recommender.#fitted
  }

  /** The algorithm's name. */
  get algorithm(): string {
    return this.#fitted.algorithm.name
  }

  /** The algorithm's settings, defaults included. */
  get settings(): Readonly<Record<string, unknown>> {
    return this.#fitted.algorithm.settings
  }

  get users(): readonly User[] {
    return this.#fitted.users.ids
  }

  get items(): readonly Item[] {
    return this.#fitted.items.ids
  }

  /** What a score means. */
  get scale(): ScoreScale {
    return this.#fitted.model.scale
  }

  /** What this algorithm can do, or why its mathematics cannot. */
  get abilities(): Abilities {
    const { similarItems, similarUsers, explain, update, foldsIn } = this.#fitted.model
    const told = (ability: Ability<unknown>) => (isAbsent(ability) ? ability : true)
    return {
      similarItems: told(similarItems),
      similarUsers: told(similarUsers),
      explain: told(explain),
      update: told(update),
      newUsers: told(foldsIn),
    }
  }

  /**
   * The best items for a user, a history or some items, best first.
   *
   * @throws GraftError `invalid-option`, `unsupported`.
   */
  recommend(subject: Subject<User, Item>, options: RecommendOptions<Item> = {}): Recommendations<Item> {
    const { items } = this.#fitted
    const { n = 10, seen = 'exclude' } = options
    if (!Number.isSafeInteger(n) || n < 0) {
      refuse('invalid-option', {
        what: `n is ${shown(n)}.`,
        where: 'recommend',
        fix: 'Pass how many items you want: a whole number of 0 or more.',
      })
    }
    const query = this.#queryOf(subject)
    const only = options.only && this.#numbersOf(options.only)
    const barred = new Set(options.exclude ? this.#numbersOf(options.exclude) : [])
    if (seen === 'exclude') for (const item of query.history.items) barred.add(item)
    const allowed = only && new Set(only)
    const scores = this.#scores(query, only)
    const top = topItems(scores, n, (item) => !barred.has(item) && (allowed?.has(item) ?? true))
    return {
      items: Array.from(top, (item, at) => ({
        item: items.idOf(item),
        score: scores[item]!,
        rank: at + 1,
        source: this.algorithm,
      })),
    }
  }

  /** The scores of some items, in their order; `undefined` for an item that the model has nothing to say about. */
  score(subject: Subject<User, Item>, items: Iterable<Item>): (number | undefined)[] {
    const wanted = [...items].map((item) => this.#fitted.items.numberOf(item))
    const scores = this.#scores(this.#queryOf(subject), Int32Array.from(wanted.filter((item) => item >= 0)))
    return wanted.map((item) => {
      const score = item < 0 || item >= scores.length ? Number.NaN : scores[item]!
      return Number.isNaN(score) ? undefined : score
    })
  }

  /** The items most like one. @throws GraftError `not-found`, `unsupported`. */
  similarItems(item: Item, { n = 10 }: { readonly n?: number } = {}): Similar<Item>[] {
    const { model, items } = this.#fitted
    const number = items.numberOf(item)
    if (number < 0 || number >= model.items) this.#unknown('item', item)
    const scores = new Float64Array(model.items).fill(Number.NaN)
    this.#able('similarItems', model.similarItems)(number, scores)
    const top = topItems(scores, n, (other) => other !== number)
    return Array.from(top, (other) => ({ id: items.idOf(other), score: scores[other]! }))
  }

  /** The users most like one. @throws GraftError `unsupported`. */
  similarUsers(subject: Subject<User, Item>, { n = 10 }: { readonly n?: number } = {}): Similar<User>[] {
    const { model, users } = this.#fitted
    const similar = this.#able('similarUsers', model.similarUsers)
    const resolved = this.#resolve(subject)
    const scores = new Float64Array(model.users).fill(Number.NaN)
    similar(this.#query(resolved), scores)
    const top = topItems(scores, n, (other) => other !== resolved.user)
    return Array.from(top, (other) => ({ id: users.idOf(other), score: scores[other]! }))
  }

  /** The parts that add up to the score of an item. @throws GraftError `not-found`, `unsupported`. */
  explain(subject: Subject<User, Item>, item: Item): Explanation<Item> {
    const { model, items } = this.#fitted
    const explain = this.#able('explain', model.explain)
    const number = items.numberOf(item)
    if (number < 0 || number >= model.items) this.#unknown('item', item)
    const query = this.#queryOf(subject)
    const parts = explain(query, number)
    return {
      item,
      score: parts.reduce((sum, { amount }) => sum + amount, 0),
      parts: parts.map((part) => this.#shown(part, query)),
    }
  }

  /**
   * Takes in new events: they join the kept histories, and the model learns from them without a fit from the start
   * where it can. Where it cannot, users are served by what they did, and new items wait for the next fit.
   *
   * @param log with the same policy as the first one: its half-life and duplicates are those of the fit.
   */
  async update(log: Interactions<User, Item>, options: UpdateOptions = {}): Promise<Update> {
    const { model, duplicates, users, items } = this.#fitted
    const { events, touched } = mergeEvents(this.#fitted, columnsOf(log))
    const data = new TrainingData(events.users.size, events.items.size, events.histories, duplicates)
    const learns = model.update
    const context = updateContext(options)
    const learnt = isAbsent(learns) ? model : await learns(data, touched, context)
    throwIfAborted(options.signal)
    this.#fitted = { ...this.#fitted, ...events, model: learnt }
    if (isAbsent(learns)) for (const user of touched.users) this.#stale.add(user)
    return {
      events: log.size,
      newUsers: events.users.size - users.size,
      newItems: events.items.size - items.size,
      ...(isAbsent(learns) ? { learnt: false, because: learns.absent } : { learnt: true }),
    }
  }

  /** Writes everything that serving needs to one file, whole or not at all. */
  async save(path: string): Promise<void> {
    await saveFitted(this.#fitted, path)
  }

  #shown(part: ScorePart, { history }: Query): ExplainedPart<Item> {
    return part.kind === 'history'
      ? { because: this.#fitted.items.idOf(history.items[part.position]!), amount: part.amount }
      : { base: part.name, amount: part.amount }
  }

  #scores(query: Query, only: Int32Array | undefined): Float64Array {
    const { model } = this.#fitted
    const scores = new Float64Array(model.items).fill(Number.NaN)
    if (query.user >= 0 || model.foldsIn === true) model.score(query, scores, only)
    return scores
  }

  #queryOf(subject: Subject<User, Item>): Query {
    return this.#query(this.#resolve(subject))
  }

  #resolve(subject: Subject<User, Item>): ResolvedSubject {
    return resolveSubject(subject, this.#fitted.users, this.#fitted.items)
  }

  /** The user with their kept history, and what they did since after it. */
  #query({ user, events }: ResolvedSubject): Query {
    const { model, histories } = this.#fitted
    if (user < 0) return { user: -1, history: events }
    const known = events.items.length === 0 && user < model.users && !this.#stale.has(user)
    return { user: known ? user : -1, history: joinHistories(historyOf(histories, user), events) }
  }

  #numbersOf(items: Iterable<Item>): Int32Array {
    const numbers = new Set<number>()
    for (const item of items) {
      const number = this.#fitted.items.numberOf(item)
      if (number >= 0 && number < this.#fitted.model.items) numbers.add(number)
    }
    return Int32Array.from(numbers).sort()
  }

  #able<Does>(name: string, ability: Ability<Does>): Does {
    if (!isAbsent(ability)) return ability
    throw new GraftError('unsupported', {
      what: `${this.algorithm} has no ${name}: ${ability.absent}`,
      where: `${this.algorithm}.${name}`,
      fix: 'Use an algorithm that can; abilities tells which.',
    })
  }

  #unknown(what: string, id: Id): never {
    return refuse('not-found', {
      what: `The ${what} ${shown(id)} is not known to this model.`,
      where: `${this.algorithm}`,
      fix: `Pass one of the ${what}s that the model was fitted to, or fit it anew.`,
    })
  }
}

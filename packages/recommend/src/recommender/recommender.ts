import { GraftError, type OnProgress } from '@graftjs/base'
import type { FeatureSource } from '../features/features'
import { refuse, shown } from '../input/refuse'
import { throwIfAborted } from '../input/throw-if-aborted'
import { assertIsLog } from '../interactions/assert-is-log'
import type { Id } from '../interactions/id-table'
import { columnsOf, type Interactions } from '../interactions/interactions'
import { checkListOptions, filterNames } from '../lists/check-list-options'
import { Eligible } from '../lists/eligible'
import type { FilterOptions, Recommendations, RecommendOptions } from '../lists/list-options'
import { assertFinite } from './assert-finite'
import { updateContext } from './fit-context'
import { type Fitted, fittedKey, fittedWith } from './fitted'
import { mergeEvents } from './merge-events'
import {
  type Ability,
  type Absence,
  isAbsent,
  noContext,
  type Query,
  type ScorePart,
  type ScoreScale,
} from './model'
import { assertUnderstood, contextNames, onlyKnown, queryOf, scoresOf } from './query'
import { recommendTo } from './recommend'
import { saveFitted } from './saved-recommender'
import { resolveSubject, type Subject } from './subject'
import { topItems } from './top-items'
import { TrainingData } from './training-data'

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
  /** Heed the context in which someone asks: it learnt from that of the log's events. */
  readonly context: true | Absence
}

export interface UpdateOptions<User extends Id = Id, Item extends Id = Id> {
  /** What is known of new items, or known anew of old ones, for algorithms that heed it. */
  readonly itemFeatures?: FeatureSource<Item>
  /** What is known of new users, likewise. */
  readonly userFeatures?: FeatureSource<User>
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

export interface SimilarItemsOptions<Item extends Id> extends FilterOptions<Item> {
  /** How many; 10 by default. */
  readonly n?: number
}

/** What a fitted algorithm can do: serve, explain, learn on, and be kept. It speaks the ids of the log it learnt from. */
export class Recommender<User extends Id = Id, Item extends Id = Id> {
  #fitted: Fitted<User, Item>

  /** @internal Recommenders come from an algorithm's `fit` or from `loadRecommender`. */
  constructor(fitted: Fitted<User, Item>) {
    this.#fitted = fitted
  }

  /** @internal */
  get [fittedKey](): Fitted<User, Item> {
    return this.#fitted
  }

  /** The algorithm's name. */
  get algorithm(): string {
    return this.#fitted.algorithm.name
  }

  /** The columns of the context in which someone may ask; none where the model learnt from none. */
  get context(): readonly string[] {
    return contextNames(this.#fitted.model)?.map(({ name }) => name) ?? []
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
    const { similarItems, similarUsers, explain, update, foldsIn, context } = this.#fitted.model
    const told = (ability: Ability<unknown>) => (isAbsent(ability) ? ability : true)
    return {
      similarItems: told(similarItems),
      similarUsers: told(similarUsers),
      explain: told(explain),
      update: told(update),
      newUsers: told(foldsIn),
      context: told(context ?? noContext),
    }
  }

  /**
   * The best items for a user, a history or some items, best first: exactly `n` unless candidates run out, and then
   * `short` says why. Everything is filtered before the cut.
   *
   * @throws GraftError `invalid-option`, `invalid-data`.
   *
   * @example
   * model.recommend({ user: 'ann' }, { n: 5, where: inStock, rules: [{ atMost: 2, per: brandOf }], reasons: true })
   */
  recommend(subject: Subject<User, Item>, options: RecommendOptions<User, Item> = {}): Recommendations<Item> {
    return recommendTo(this.#fitted, subject, options)
  }

  /** The scores of some items, in their order; `undefined` for an item that the model has nothing to say about. */
  score(subject: Subject<User, Item>, items: Iterable<Item>): (number | undefined)[] {
    if (typeof items !== 'object' || items === null || !(Symbol.iterator in items)) refuseItems(items)
    const wanted = [...items].map((item) => this.#fitted.items.numberOf(item))
    const known = wanted.filter((item) => item >= 0 && item < this.#fitted.model.items)
    const scores = scoresOf(this.#fitted, this.#queryOf(subject), Int32Array.from(known))
    return wanted.map((item) => {
      const score = item < 0 || item >= scores.length ? Number.NaN : scores[item]!
      return Number.isNaN(score) ? undefined : score
    })
  }

  /** The items most like one. @throws GraftError `not-found`, `unsupported`, `invalid-option`. */
  similarItems(item: Item, { n = 10, ...filters }: SimilarItemsOptions<Item> = {}): Similar<Item>[] {
    checkListOptions({ ...filters, n }, `${this.algorithm}.similarItems`, filterNames)
    const { model, items } = this.#fitted
    const number = this.#known(item)
    const scores = new Float64Array(model.items).fill(Number.NaN)
    this.#able('similarItems', model.similarItems)(number, scores)
    const eligible = new Eligible(filters, [item])
    const top = topItems(scores, n, (other) => eligible.has(items.idOf(other)))
    return Array.from(top, (other) => ({ id: items.idOf(other), score: scores[other]! }))
  }

  /** The users most like one. @throws GraftError `unsupported`, `invalid-option`. */
  similarUsers(subject: Subject<User, Item>, { n = 10 }: { readonly n?: number } = {}): Similar<User>[] {
    checkListOptions({ n }, `${this.algorithm}.similarUsers`, filterNames)
    const { model, users } = this.#fitted
    const similar = this.#able('similarUsers', model.similarUsers)
    const asker = resolveSubject(subject, users, this.#fitted.items).user
    const scores = new Float64Array(model.users).fill(Number.NaN)
    similar(onlyKnown(this.#queryOf(subject), model.items), scores)
    const top = topItems(scores, n, (other) => other !== asker)
    return Array.from(top, (other) => ({ id: users.idOf(other), score: scores[other]! }))
  }

  /** The parts that add up to the score of an item. @throws GraftError `not-found`, `unsupported`. */
  explain(subject: Subject<User, Item>, item: Item): Explanation<Item> {
    const { model } = this.#fitted
    const explain = this.#able('explain', model.explain)
    const query = onlyKnown(this.#queryOf(subject), model.items)
    const parts = explain(query, this.#known(item))
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
   * @param log read with the same `kindWeights`; its half-life and duplicates are those of the fit.
   */
  async update(log: Interactions<User, Item>, options: UpdateOptions<User, Item> = {}): Promise<Update> {
    assertIsLog(log)
    throwIfAborted(options.signal)
    const { model, duplicates, users, items, stale } = this.#fitted
    const { events, touched, features } = mergeEvents(this.#fitted, columnsOf(log), options)
    const data = new TrainingData(
      events.users.size,
      events.items.size,
      events.histories,
      duplicates,
      features,
    )
    const learns = model.update
    const context = updateContext(options)
    const learnt = isAbsent(learns) ? model : await learns(data, touched, context)
    if (learnt !== model) await assertFinite(this.algorithm, learnt, context.breathe)
    throwIfAborted(options.signal)
    this.#fitted = fittedWith({
      ...this.#fitted,
      ...events,
      model: learnt,
      stale: isAbsent(learns) ? new Set([...stale, ...touched.users]) : stale,
    })
    return {
      events: log.size,
      newUsers: events.users.size - users.size,
      newItems: events.items.size - items.size,
      ...(isAbsent(learns) ? { learnt: false, because: learns.absent } : { learnt: true }),
    }
  }

  /** What it is, in a line; consoles show it, too. */
  toString(): string {
    const { users, items } = this.#fitted
    return `${this.algorithm} fitted to ${users.size} users and ${items.size} items`
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Recommender { ${this} }`
  }

  /** Writes everything that serving needs to one file, whole or not at all. */
  async save(path: string): Promise<void> {
    await saveFitted(this.#fitted, path)
  }

  #queryOf(subject: Subject<User, Item>): Query {
    const resolved = resolveSubject(subject, this.#fitted.users, this.#fitted.items)
    assertUnderstood(this.#fitted, resolved)
    return queryOf(this.#fitted, resolved)
  }

  #shown(part: ScorePart, { history }: Query): ExplainedPart<Item> {
    return part.kind === 'history'
      ? { because: this.#fitted.items.idOf(history.items[part.position]!), amount: part.amount }
      : { base: part.name, amount: part.amount }
  }

  #able<Does>(name: string, ability: Ability<Does>): Does {
    if (!isAbsent(ability)) return ability
    throw new GraftError('unsupported', {
      what: `${this.algorithm} has no ${name}: ${ability.absent}`,
      where: `${this.algorithm}.${name}`,
      fix: 'Use an algorithm that can; abilities tells which.',
    })
  }

  /** The number of an item that the model knows. */
  #known(item: Item): number {
    const number = this.#fitted.items.numberOf(item)
    if (number >= 0 && number < this.#fitted.model.items) return number
    return refuse('not-found', {
      what: `The item ${shown(item)} is not known to this model.`,
      where: this.algorithm,
      fix: 'Pass one of the items that the model was fitted to, or fit it anew.',
    })
  }
}

function refuseItems(items: unknown): never {
  return refuse('invalid-option', {
    what: `items is ${shown(items)}.`,
    where: 'score',
    fix: 'Pass an array or another iterable of items.',
  })
}

import { type FactorizedModel, isDescribed, isFactorized } from '../algorithms/factors/factors'
import { refuse, shown } from '../input/refuse'
import type { ContextOfOne } from '../interactions/context/context-value'
import type { Id } from '../interactions/id-table'
import { KernelSession } from '../kernels/kernel-session'
import type { Products } from '../kernels/top-scores/products'
import { topLists } from '../kernels/top-scores/top-lists'
import { checkListOptions } from '../lists/check-list-options'
import { type FitContext, updateContext } from '../recommender/fit-context'
import { type Fitted, fittedKey, fittedOf } from '../recommender/fitted'
import { assertUnderstood, queryOf, scoresOf } from '../recommender/query'
import { historyOf } from '../recommender/query-history'
import type { Recommender } from '../recommender/recommender'
import { readContext } from '../recommender/subject'
import { topItems } from '../recommender/top-items'
import { type DenseEngine, engineProducts } from './engine-products'

export interface EveryoneOptions<User extends Id> {
  /** How many items each user gets; 10 by default. */
  readonly n?: number
  /** Whether items of the history may be recommended again; `'exclude'` by default. */
  readonly seen?: 'exclude' | 'include'
  /** For whom; for all users of the log by default. */
  readonly users?: Iterable<User>
  /** What surrounds all of them, such as the hour at which the letter comes; for models that learnt from context. */
  readonly context?: ContextOfOne
  readonly signal?: AbortSignal
  /** How many threads may work; all by default. */
  readonly workers?: number
  /**
   * Multiplies users by items for models of factors, for example `await onnxEngine()` of `@graftjs/onnx`: quicker where
   * there are very many items, or a GPU. It stays open. Lists are the same, to the rounding of scores.
   */
  readonly engine?: DenseEngine
}

/** What one user gets, best first; empty where the model has nothing to say. */
export interface ListOf<User extends Id, Item extends Id> {
  readonly user: User
  readonly items: readonly { readonly item: Item; readonly score: number }[]
}

/**
 * The best items of all users, or of many, in no particular order: what `recommend` gives each of them without rules
 * and fallbacks, by exact search. Some thousand users are worked on at a time, so that memory is bounded whatever their
 * number; models of factors use all threads.
 *
 * @throws GraftError `invalid-option`, `aborted`; `not-found` for an engine without `@graftjs/core`.
 *
 * @example
 * for await (const { user, items } of recommendEveryone(model, { n: 20 })) await store(user, items)
 */
export async function* recommendEveryone<User extends Id, Item extends Id>(
  recommender: Recommender<User, Item>,
  { n = 10, seen = 'exclude', users, context: around, signal, workers, engine }: EveryoneOptions<User> = {},
): AsyncGenerator<ListOf<User, Item>> {
  if (typeof recommender !== 'object' || recommender === null || !(fittedKey in recommender))
    refuseModel(recommender)
  checkListOptions({ n, seen }, 'recommendEveryone')
  if (users !== undefined && (typeof users !== 'object' || users === null || !(Symbol.iterator in users))) {
    refuse('invalid-option', {
      what: `users is ${shown(users)}.`,
      where: 'recommendEveryone',
      fix: 'Pass an array or another iterable of users.',
    })
  }
  const fitted = fittedOf(recommender)
  const { model } = fitted
  const context = contextOfAll(fitted, around)
  const surroundings = updateContext({ ...(signal && { signal }), ...(workers !== undefined && { workers }) })
  const asked = users ? numbersOf(fitted, users) : Int32Array.from(fitted.users.ids.keys())
  const isKnown = (user: number) =>
    isFactorized(model) &&
    user < model.users &&
    !fitted.stale.has(user) &&
    isDescribed(model.products.userFactors, user, model.products.depth)
  const own = { n, seen, ...(context && { context }) }
  if (isFactorized(model)) yield* byFactors(fitted, model, asked.filter(isKnown), own, surroundings, engine)
  for (const user of asked) {
    if (isKnown(user)) continue
    await surroundings.breathe()
    const subject = { ...nobody, user, named: true, ...(context && { context }) }
    yield listOf(fitted, user, scoresOf(fitted, queryOf(fitted, subject), undefined), own)
  }
}

interface Wanted {
  readonly n: number
  readonly seen: 'exclude' | 'include'
  readonly context?: ContextOfOne
}

const nothing = { items: new Int32Array(0), weights: new Float32Array(0), times: undefined }

/** Someone of whom nothing is told. */
const nobody = { user: -1, named: false, events: nothing, unknownItems: 0 }

/** A context in which everyone is asked. @throws GraftError where the model did not learn from it. */
function contextOfAll(fitted: Fitted<Id, Id>, context: ContextOfOne | undefined): ContextOfOne | undefined {
  if (context === undefined) return undefined
  const subject = { ...nobody, context: readContext(context, 'context') }
  assertUnderstood(fitted, subject)
  return subject.context
}

/** Items beyond those asked for that are ranked by their exact scores, in case rounding had swapped some. */
const MARGIN = 8

async function* byFactors<User extends Id, Item extends Id>(
  fitted: Fitted<User, Item>,
  model: FactorizedModel,
  users: Int32Array,
  own: Wanted,
  context: FitContext,
  engine: DenseEngine | undefined,
): AsyncGenerator<ListOf<User, Item>> {
  const dense = engine && (await engineProducts(engine))
  const session = new KernelSession(context)
  try {
    const around = own.context && { context: own.context }
    const { offsets, items: indices } = fitted.histories
    const k = Math.min(own.n, model.items) + MARGIN
    const options = {
      k,
      users,
      candidates: model.candidates,
      ...(own.seen === 'exclude' && { barred: { offsets, indices } }),
      ...(dense && { dense }),
    }
    const scores = new Float64Array(model.items).fill(Number.NaN)
    for await (const { users: chunk, items } of topLists(session, productsIn(model, own.context), options)) {
      for (const [at, user] of chunk.entries()) {
        const end = items.indexOf(-1, at * k)
        const found = items.subarray(at * k, end < 0 ? (at + 1) * k : Math.min(end, (at + 1) * k))
        model.score({ user, history: nothing, ...around }, scores, found)
        const best = [...found].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, own.n)
        yield {
          user: fitted.users.idOf(user),
          items: best.map((item) => ({ item: fitted.items.idOf(item), score: scores[item]! })),
        }
        for (const item of found) scores[item] = Number.NaN
      }
      await context.breathe()
    }
  } finally {
    await session.close()
    await dense?.close()
  }
}

/** Users times items, and what the context has with each item for all of them. */
const productsIn = (model: FactorizedModel, context: ContextOfOne | undefined): Products =>
  (context && model.productsIn?.(context)) ?? model.products

function listOf<User extends Id, Item extends Id>(
  { users, items, histories }: Fitted<User, Item>,
  user: number,
  scores: Float64Array,
  { n, seen }: Wanted,
): ListOf<User, Item> {
  const barred = new Set(seen === 'exclude' ? historyOf(histories, user).items : [])
  const top = topItems(scores, n, (item) => !barred.has(item))
  return {
    user: users.idOf(user),
    items: Array.from(top, (item) => ({ item: items.idOf(item), score: scores[item]! })),
  }
}

function numbersOf<User extends Id, Item extends Id>(
  { users }: Fitted<User, Item>,
  wanted: Iterable<User>,
): Int32Array {
  const numbers = new Set<number>()
  for (const user of wanted) {
    const number = users.numberOf(user)
    if (number >= 0) numbers.add(number)
  }
  return Int32Array.from(numbers)
}

function refuseModel(recommender: unknown): never {
  return refuse('invalid-option', {
    what: `The recommender is ${shown(recommender)}.`,
    where: 'recommendEveryone',
    fix: 'Pass what fit or loadRecommender gave.',
  })
}

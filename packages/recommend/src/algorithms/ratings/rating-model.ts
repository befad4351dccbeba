import type { ContextOfOne } from '../../interactions/context/context-value'
import type { Products } from '../../kernels/top-scores/products'
import {
  type Ability,
  absent,
  isAbsent,
  noContext,
  type Query,
  type ScorePart,
} from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import type { Duplicates } from '../../sparse'
import { ContentMap } from '../content/content-map'
import type { ContextMap, ContextSide } from '../context/context-map'
import { type FactorizedModel, productWith, rowOf, writeCosines } from '../factors/factors'
import {
  duplicatesToSave,
  type MergedHistory,
  mergedHistory,
  savedDuplicates,
} from '../history/merged-history'
import { type Baselines, baselinesToSave, savedBaselines } from './baselines'
import { describedTaste } from './described-taste'
import { historyInContext } from './history-in-context'

/** Ratings by baselines and factors of taste. */
export interface RatingFactors {
  readonly baselines: Baselines
  readonly depth: number
  /** users × depth: all of a user's taste. */
  readonly userFactors: Float32Array
  readonly itemFactors: Float32Array
  /** items × depth: what having rated an item shows of someone; empty where that does not count. */
  readonly implicit: Float32Array
}

/** What is found of someone new by their ratings. */
export interface Taste {
  readonly bias: number
  readonly factors: Float32Array
}

/** @param around what surrounded each rating, where that was learnt from. */
export type TasteOf = (
  fitted: RatingFactors,
  ratings: MergedHistory,
  around?: readonly ContextSide[],
) => Taste

/** What a machine knows beside users and items. */
export interface KnownBeside {
  /** What describes new users by their features: factors, and then the weight. */
  readonly users?: ContentMap | undefined
  readonly context?: Ability<ContextMap>
}

/** A rating is the mean, the user's and the item's bias, and the product of their factors. */
export class RatingModel implements FactorizedModel {
  readonly scale = 'rating'
  readonly foldsIn = true
  readonly update = absent(
    'it learns from all ratings in many small steps: fit it anew. New users are served by their ratings.',
  )
  #candidates: Int32Array | undefined

  constructor(
    private readonly fitted: RatingFactors,
    private readonly duplicates: Duplicates,
    private readonly tasteOf: TasteOf,
    private readonly beside: KnownBeside = {},
  ) {}

  get describesUsers(): boolean {
    return this.beside.users !== undefined
  }

  get context(): Ability<ContextMap> {
    return this.beside.context ?? noContext
  }

  static restore(
    arrays: SavedArrays,
    depth: number,
    tasteOf: TasteOf,
    beside: KnownBeside = {},
  ): RatingModel {
    const baselines = savedBaselines(arrays)
    const [users, items] = [baselines.userBiases.length, baselines.itemBiases.length]
    const shows = arrays.shape('implicit')[0]! > 0
    const fitted = {
      baselines,
      depth,
      userFactors: arrays.float32('user-factors', [users, depth]),
      itemFactors: arrays.float32('item-factors', [items, depth]),
      implicit: arrays.float32('implicit', [shows ? items : 0, depth]),
    }
    const content = ContentMap.restore(arrays, depth + 1, 'user-content')
    return new RatingModel(fitted, savedDuplicates(arrays), tasteOf, { ...beside, users: content })
  }

  get users(): number {
    return this.fitted.baselines.userBiases.length
  }

  get items(): number {
    return this.fitted.baselines.itemBiases.length
  }

  get products(): Products {
    const { depth, userFactors, itemFactors, baselines } = this.fitted
    return { depth, userFactors, itemFactors, biases: baselines.itemBiases }
  }

  /** A context adds to every item its product with that one; what it has with a user is the same for all items. */
  readonly productsIn = (context: ContextOfOne): Products => {
    const { itemFactors, depth, baselines } = this.fitted
    const around = this.#contexts?.sideOf(context)
    if (!around) return this.products
    const biases = baselines.itemBiases.map(
      (bias, item) => bias + productWith(around.factors, itemFactors, item, depth),
    )
    return { ...this.products, biases }
  }

  /** The items with ratings. */
  get candidates(): Int32Array {
    const { counts } = this.fitted.baselines
    this.#candidates ??= Int32Array.from(counts.keys()).filter((item) => counts[item]! > 0)
    return this.#candidates
  }

  score(query: Query, scores: Float64Array, only = this.candidates): void {
    const { baselines, itemFactors, depth } = this.fitted
    const { bias, factors } = this.#inContext(query)
    for (const item of only) {
      if (baselines.counts[item] === 0) continue
      const base = baselines.mean + bias + baselines.itemBiases[item]!
      scores[item] = base + productWith(factors, itemFactors, item, depth)
    }
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const { itemFactors, depth } = this.fitted
    writeCosines(rowOf(itemFactors, item, depth), itemFactors, depth, scores)
  }

  readonly similarUsers = (query: Query, scores: Float64Array): void => {
    const { userFactors, depth } = this.fitted
    writeCosines(this.#tasteOf(query).factors, userFactors, depth, scores)
  }

  readonly explain = (query: Query, item: number): readonly ScorePart[] => {
    const { baselines, itemFactors, depth } = this.fitted
    const { bias, factors } = this.#tasteOf(query)
    const theirs = rowOf(itemFactors, item, depth)
    return [
      { kind: 'base', name: 'mean', amount: baselines.mean },
      { kind: 'base', name: 'user', amount: bias },
      { kind: 'base', name: 'item', amount: baselines.itemBiases[item]! },
      { kind: 'base', name: 'taste', amount: productWith(factors, itemFactors, item, depth) },
      ...sharesOf(
        this.#around(query),
        factors.map((own, d) => own + theirs[d]!),
      ),
    ]
  }

  readonly unseen = (query: Query): number => this.fitted.baselines.mean + this.#inContext(query).bias

  arrays(): NamedArrays {
    const { baselines, depth, userFactors, itemFactors, implicit } = this.fitted
    return {
      ...baselinesToSave(baselines),
      ...duplicatesToSave(this.duplicates),
      'user-factors': { values: userFactors, shape: [this.users, depth] },
      'item-factors': { values: itemFactors, shape: [this.items, depth] },
      implicit: { values: implicit, shape: [implicit.length / depth, depth] },
      ...this.beside.users?.arrays('user-content'),
      ...this.#contexts?.arrays(),
    }
  }

  factorsOf(query: Query): Float32Array {
    return this.#inContext(query).factors
  }

  get #contexts(): ContextMap | undefined {
    return isAbsent(this.context) ? undefined : this.context
  }

  #around({ context }: Query): ContextSide | undefined {
    return context && this.#contexts?.sideOf(context)
  }

  /** What someone gives in their context, which is one more part of the user's side. */
  #inContext(query: Query): Taste {
    const taste = this.#tasteOf(query)
    const around = this.#around(query)
    if (!around) return taste
    const both = productWith(taste.factors, around.factors, 0, this.fitted.depth)
    return {
      bias: taste.bias + around.bias + both,
      factors: taste.factors.map((own, d) => own + around.factors[d]!),
    }
  }

  #tasteOf({ user, history, features }: Query): Taste {
    const { baselines, userFactors, depth } = this.fitted
    const described =
      user < 0 && history.items.length === 0 && features && this.beside.users
        ? describedTaste(this.beside.users, features)
        : undefined
    if (described) return described
    if (user < 0 && this.#contexts && history.context) {
      const { ratings, around } = historyInContext(history, history.context, this.duplicates, this.#contexts)
      return this.tasteOf(this.fitted, ratings, around)
    }
    if (user < 0) return this.tasteOf(this.fitted, mergedHistory(history, this.duplicates))
    return { bias: baselines.userBiases[user]!, factors: rowOf(userFactors, user, depth) }
  }
}

/**
 * What each column of a context adds to a score: its weight, its products with the others' sum, and half of those with
 * the other columns.
 */
function sharesOf(around: ContextSide | undefined, others: Float32Array): ScorePart[] {
  return (around?.columns ?? []).map(({ name, weight, factors }) => {
    let amount = weight
    factors.forEach((own, d) => {
      amount += own * (others[d]! + (around!.factors[d]! - own) / 2)
    })
    return { kind: 'base', name: `context ${name}`, amount }
  })
}

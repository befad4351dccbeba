import type { Products } from '../../kernels/top-scores/products'
import type { FitContext } from '../../recommender/fit-context'
import { absent, type Model, type Query, type Touched } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import { historyOf } from '../../recommender/query-history'
import type { SavedArrays } from '../../recommender/saved-arrays'
import type { TrainingData } from '../../recommender/training-data'
import { describeItems } from '../content/cold-items'
import { ContentMap } from '../content/content-map'
import {
  type BiasedFactors,
  describedRows,
  type FactorizedModel,
  factorsToSave,
  isDescribed,
  productWith,
  rowOf,
  savedBiasedFactors,
  writeCosines,
} from './factors'

/** How an algorithm finds the factors of someone new; undefined where their history says nothing. */
export type FoldIn = (history: Query['history']) => Float32Array | undefined

/** A score is the product of a user's and an item's factors, and the item's bias; they were learnt step by step. */
export class FactorModel implements FactorizedModel {
  readonly scale = 'order'
  readonly foldsIn = true
  readonly explain = absent('a user is described by many small steps, which do not add up to parts.')
  readonly update: Model['update']

  readonly #foldIn: FoldIn
  #candidates: Int32Array | undefined

  /**
   * @param content what describes new items by their features: factors, and then the bias.
   * @param userContent what describes new users by theirs: factors.
   */
  constructor(
    private readonly factors: BiasedFactors,
    private readonly foldInWith: (factors: BiasedFactors) => FoldIn,
    private readonly content: ContentMap | undefined,
    private readonly userContent?: ContentMap,
  ) {
    this.#foldIn = foldInWith(factors)
    this.update = content ? (data, touched, context) => this.#updated(content, data, touched, context) : fixed
  }

  static restore(
    arrays: SavedArrays,
    depth: number,
    foldInWith: (factors: BiasedFactors) => FoldIn,
  ): FactorModel {
    const content = ContentMap.restore(arrays, depth + 1)
    const userContent = ContentMap.restore(arrays, depth, 'user-content')
    return new FactorModel(savedBiasedFactors(arrays, depth), foldInWith, content, userContent)
  }

  get products(): Products {
    return this.factors
  }

  get users(): number {
    return this.factors.users
  }

  get items(): number {
    return this.factors.items
  }

  /** The items that were chosen, or of which something is known. */
  get candidates(): Int32Array {
    this.#candidates ??= describedRows(this.factors.itemFactors, this.factors.depth)
    return this.#candidates
  }

  score(query: Query, scores: Float64Array, only = this.candidates): void {
    const { itemFactors, biases, depth } = this.factors
    const user = this.factorsOf(query)
    if (!user) return
    for (const item of only) {
      if (!isDescribed(itemFactors, item, depth)) continue
      scores[item] = biases[item]! + productWith(user, itemFactors, item, depth)
    }
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const { itemFactors, depth } = this.factors
    writeCosines(rowOf(itemFactors, item, depth), itemFactors, depth, scores)
  }

  readonly similarUsers = (query: Query, scores: Float64Array): void => {
    const { userFactors, depth } = this.factors
    const user = this.factorsOf(query)
    if (user) writeCosines(user, userFactors, depth, scores)
  }

  arrays(): NamedArrays {
    const { biases } = this.factors
    return {
      ...factorsToSave(this.factors),
      biases: { values: biases },
      ...this.content?.arrays(),
      ...this.userContent?.arrays('user-content'),
    }
  }

  /** Describes new items by what is known of them, and anew who did something, with all that they did. */
  async #updated(
    content: ContentMap,
    { users, items, histories, features }: TrainingData,
    touched: Touched,
    context: FitContext,
  ): Promise<Model> {
    const { depth, ...known } = this.factors
    const [userFactors, itemFactors] = [new Float32Array(users * depth), new Float32Array(items * depth)]
    const biases = new Float32Array(items)
    userFactors.set(known.userFactors)
    itemFactors.set(known.itemFactors)
    biases.set(known.biases)
    const updated = { users, items, depth, userFactors, itemFactors, biases }
    if (features.items) describeItems(updated, content, features.items)
    const foldIn = this.foldInWith(updated)
    for (const user of touched.users) {
      await context.breathe()
      userFactors.fill(0, user * depth, (user + 1) * depth)
      userFactors.set(foldIn(historyOf(histories, user)) ?? [], user * depth)
    }
    return new FactorModel(updated, this.foldInWith, content, this.userContent)
  }

  get describesUsers(): boolean {
    return this.userContent !== undefined
  }

  factorsOf({ user, history, features }: Query): Float32Array | undefined {
    const { userFactors, depth } = this.factors
    if (user >= 0 && isDescribed(userFactors, user, depth)) return rowOf(userFactors, user, depth)
    const byHistory = user < 0 ? this.#foldIn(history) : undefined
    return byHistory ?? (features && this.userContent?.describe(features, [0]).get(0))
  }
}

const fixed = absent(
  'it learns from all events in many small steps: fit it anew. New users are served by their history; where itemFeatures are passed to fit, an update learns of new items by what is known of them.',
)

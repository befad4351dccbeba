import type { Products } from '../../kernels/top-scores'
import { absent, type Model, type Query } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import {
  type FactorizedModel,
  type Factors,
  factorsToSave,
  isDescribed,
  productWith,
  rowOf,
  savedFactors,
  writeCosines,
} from './factors'

/** Factors and what an item has for itself. A user of whose taste nothing is known has zeros. */
export interface BiasedFactors extends Factors {
  /** How many events each item has; items without any are no candidates. */
  readonly counts: Int32Array
  readonly biases: Float32Array
}

export function savedBiasedFactors(arrays: SavedArrays, depth: number): BiasedFactors {
  const factors = savedFactors(arrays, depth)
  return {
    ...factors,
    counts: arrays.int32('counts', [factors.items]),
    biases: arrays.float32('biases', [factors.items]),
  }
}

/** How an algorithm finds the factors of someone new; undefined where their history says nothing. */
export type FoldIn = (history: Query['history']) => Float32Array | undefined

/** A score is the product of a user's and an item's factors, and the item's bias; they were learnt step by step. */
export class FactorModel implements FactorizedModel {
  readonly explain = absent('a user is described by many small steps, which do not add up to parts.')
  readonly update = absent(
    'it learns from all events in many small steps: fit it anew. New users are served by their history.',
  )

  #candidates: Int32Array | undefined

  constructor(
    private readonly factors: BiasedFactors,
    readonly scale: Model['scale'],
    private readonly foldIn: FoldIn,
    private readonly transform: (score: number) => number = (score) => score,
  ) {}

  readonly foldsIn = true

  get products(): Products {
    return this.factors
  }

  get users(): number {
    return this.factors.users
  }

  get items(): number {
    return this.factors.items
  }

  /** The items with events. */
  get candidates(): Int32Array {
    this.#candidates ??= Int32Array.from(this.factors.counts.keys()).filter(
      (item) => this.factors.counts[item]! > 0,
    )
    return this.#candidates
  }

  score(query: Query, scores: Float64Array, only = this.candidates): void {
    const { itemFactors, biases, counts, depth } = this.factors
    const user = this.#vectorOf(query)
    if (!user) return
    for (const item of only) {
      if (counts[item] === 0) continue
      scores[item] = this.transform(biases[item]! + productWith(user, itemFactors, item, depth))
    }
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const { itemFactors, depth } = this.factors
    writeCosines(rowOf(itemFactors, item, depth), itemFactors, depth, scores)
  }

  readonly similarUsers = (query: Query, scores: Float64Array): void => {
    const { userFactors, depth } = this.factors
    const user = this.#vectorOf(query)
    if (user) writeCosines(user, userFactors, depth, scores)
  }

  arrays(): NamedArrays {
    const { counts, biases } = this.factors
    return { ...factorsToSave(this.factors), counts: { values: counts }, biases: { values: biases } }
  }

  #vectorOf({ user, history }: Query): Float32Array | undefined {
    const { userFactors, depth } = this.factors
    if (user < 0) return this.foldIn(history)
    return isDescribed(userFactors, user, depth) ? rowOf(userFactors, user, depth) : undefined
  }
}

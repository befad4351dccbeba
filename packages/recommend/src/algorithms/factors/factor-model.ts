import { absent, type Model, type Query } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import { type Factors, factorsToSave, productWith, rowOf, savedFactors, writeCosines } from './factors'

/** Factors and what an item has for itself. */
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
export class FactorModel implements Model {
  readonly explain = absent('a user is described by many small steps, which do not add up to parts.')
  readonly update = absent(
    'it learns from all events in many small steps: fit it anew. New users are served by their history.',
  )

  constructor(
    private readonly factors: BiasedFactors,
    readonly scale: Model['scale'],
    private readonly foldIn: FoldIn,
    private readonly transform: (score: number) => number = (score) => score,
  ) {}

  readonly foldsIn = true

  get users(): number {
    return this.factors.users
  }

  get items(): number {
    return this.factors.items
  }

  score(query: Query, scores: Float64Array): void {
    const { itemFactors, biases, counts, depth } = this.factors
    const user = this.#vectorOf(query)
    if (!user) return
    for (let item = 0; item < this.items; item++) {
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
    return user >= 0 ? rowOf(this.factors.userFactors, user, this.factors.depth) : this.foldIn(history)
  }
}

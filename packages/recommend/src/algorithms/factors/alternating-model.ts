import type { Products } from '../../kernels/top-scores/products'
import type { FitContext } from '../../recommender/fit-context'
import type { Model, Query, ScorePart, Touched } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import type { TrainingData } from '../../recommender/training-data'
import { countsOfColumns, type Duplicates } from '../../sparse'
import { describeColdItems, describeItems } from '../content/cold-items'
import { ContentMap } from '../content/content-map'
import {
  duplicatesToSave,
  type MergedHistory,
  mergedHistory,
  savedDuplicates,
} from '../history/merged-history'
import type { Alternating } from './alternating'
import {
  type BiasedFactors,
  describedRows,
  type FactorizedModel,
  type Factors,
  factorsToSave,
  isDescribed,
  productWith,
  rowOf,
  savedFactors,
  writeCosines,
} from './factors'
import { type FittedFactors, fitAlternating } from './fit-alternating'
import { addOuterProduct, Decomposed } from './ridge'
import { updateAlternating } from './update-alternating'

/** Factors that were solved for in turn. Who is new is solved for by their history, as everyone was. */
export class AlternatingModel implements FactorizedModel {
  readonly foldsIn = true

  #candidates: Int32Array | undefined

  private constructor(
    private readonly alternating: Alternating,
    private readonly fitted: FittedFactors,
    private readonly duplicates: Duplicates,
    private readonly content: ContentMap | undefined,
  ) {}

  static async fit(alternating: Alternating, data: TrainingData, context: FitContext): Promise<Model> {
    const fitted = await fitAlternating(alternating, data, context)
    const factors = unbiased(fitted.factors)
    const { coldItems } = alternating
    const content = await describeColdItems(factors, data.features.items, coldItems, context.breathe)
    return new AlternatingModel(alternating, fitted, data.duplicates, content)
  }

  static restore(alternating: Alternating, arrays: SavedArrays): Model {
    const { factors: depth } = alternating
    const fitted = {
      factors: savedFactors(arrays, depth),
      mean: arrays.float32('mean', [1])[0]!,
      gram: arrays.float32('gram', [depth, depth]),
    }
    const content = ContentMap.restore(arrays, depth + 1)
    return new AlternatingModel(alternating, fitted, savedDuplicates(arrays), content)
  }

  get scale(): Alternating['scale'] {
    return this.alternating.scale
  }

  get products(): Products {
    return this.fitted.factors
  }

  get users(): number {
    return this.fitted.factors.users
  }

  get items(): number {
    return this.fitted.factors.items
  }

  /** The items with events, or of which something is known: the others' factors are 0. */
  get candidates(): Int32Array {
    const { itemFactors, depth } = this.fitted.factors
    this.#candidates ??= describedRows(itemFactors, depth)
    return this.#candidates
  }

  score(query: Query, scores: Float64Array, only = this.candidates): void {
    const { itemFactors, depth } = this.fitted.factors
    const user = this.factorsOf(query)
    if (!user) return
    for (const item of only) {
      if (!isDescribed(itemFactors, item, depth)) continue
      scores[item] = this.fitted.mean + productWith(user, itemFactors, item, depth)
    }
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const { itemFactors, depth } = this.fitted.factors
    writeCosines(rowOf(itemFactors, item, depth), itemFactors, depth, scores)
  }

  readonly similarUsers = (query: Query, scores: Float64Array): void => {
    const { userFactors, depth } = this.fitted.factors
    const user = this.factorsOf(query)
    if (user) writeCosines(user, userFactors, depth, scores)
  }

  /** As Hu, Koren and Volinsky explain (section 5): the score is a sum over what the user did. */
  readonly explain = ({ history }: Query, item: number): readonly ScorePart[] => {
    const { itemFactors, depth } = this.fitted.factors
    const { floor } = this.alternating.weights
    const merged = mergedHistory(history, this.duplicates)
    const confidences = this.#confidencesOf(merged)
    const direction = this.#equationsOf(merged).solve(rowOf(itemFactors, item, depth))
    const parts = Array.from(merged.items, (other, at): ScorePart => {
      const amount = Math.max(confidences[at]!, floor) * productWith(direction, itemFactors, other, depth)
      return { kind: 'history', position: merged.positions[at]!, amount }
    })
    const { mean } = this.fitted
    return this.alternating.centred ? [{ kind: 'base', name: 'mean', amount: mean }, ...parts] : parts
  }

  readonly update = async (data: TrainingData, touched: Touched, context: FitContext): Promise<Model> => {
    const { alternating, duplicates, content } = this
    const cold = itemsWithoutEvents(data)
    const fitted = await updateAlternating(alternating, this.#without(cold), data, touched, context)
    const { depth } = fitted.factors
    for (const item of cold) {
      if (item < this.items)
        fitted.factors.itemFactors.set(rowOf(this.products.itemFactors, item, depth), item * depth)
    }
    if (content && data.features.items) describeItems(unbiased(fitted.factors), content, data.features.items)
    return new AlternatingModel(alternating, fitted, duplicates, content)
  }

  arrays(): NamedArrays {
    const { factors, gram, mean } = this.fitted
    return {
      ...factorsToSave(factors),
      gram: { values: gram, shape: [factors.depth, factors.depth] },
      mean: { values: Float32Array.of(mean) },
      ...duplicatesToSave(this.duplicates),
      ...this.content?.arrays(),
    }
  }

  /** What was learnt of events alone. */
  #without(cold: Int32Array): FittedFactors {
    const { factors } = this.fitted
    const itemFactors = factors.itemFactors.slice()
    for (const item of cold) itemFactors.fill(0, item * factors.depth, (item + 1) * factors.depth)
    return { ...this.fitted, factors: { ...factors, itemFactors } }
  }

  /** What describes the one who asks; undefined where nothing is known of their taste. */
  factorsOf({ user, history }: Query): ArrayLike<number> | undefined {
    const { userFactors, itemFactors, depth } = this.fitted.factors
    if (user >= 0) {
      const known = this.alternating.centred && history.items.length > 0
      return known || isDescribed(userFactors, user, depth) ? rowOf(userFactors, user, depth) : undefined
    }
    const merged = mergedHistory(history, this.duplicates)
    if (merged.items.length === 0) return undefined
    const confidences = this.#confidencesOf(merged)
    const right = new Float64Array(depth)
    merged.items.forEach((item, at) => {
      const target = Math.max(confidences[at]!, this.alternating.weights.floor)
      rowOf(itemFactors, item, depth).forEach((value, d) => {
        right[d]! += target * value
      })
    })
    if (!this.alternating.centred && right.every((value) => value === 0)) return undefined
    return this.#equationsOf(merged).solve(right)
  }

  #confidencesOf({ weights }: MergedHistory): readonly number[] {
    return Array.from(weights, (weight) => this.alternating.confidence(weight - this.fitted.mean))
  }

  /** The left side of the equations of a user with this history. */
  #equationsOf(merged: MergedHistory): Decomposed {
    const { alternating, fitted } = this
    const { itemFactors, depth } = fitted.factors
    const { slope, shift } = alternating.weights
    const matrix = Float64Array.from(fitted.gram, (value) => value * alternating.unobserved)
    const penalty = alternating.penalty(merged.items.length, this.items)
    for (let i = 0; i < depth; i++) matrix[i * (depth + 1)]! += penalty
    const confidences = this.#confidencesOf(merged)
    merged.items.forEach((item, at) => {
      addOuterProduct(matrix, rowOf(itemFactors, item, depth), slope * Math.abs(confidences[at]!) + shift)
    })
    return new Decomposed(matrix, depth)
  }
}

const unbiased = (factors: Factors): BiasedFactors => ({
  ...factors,
  biases: new Float32Array(factors.items),
})

function itemsWithoutEvents({ byUser, items }: TrainingData): Int32Array {
  const counts = countsOfColumns({ columns: items, indices: byUser.indices })
  return Int32Array.from(counts.keys()).filter((item) => counts[item] === 0)
}

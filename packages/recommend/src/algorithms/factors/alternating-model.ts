import type { Products } from '../../kernels/top-scores'
import type { FitContext } from '../../recommender/fit-context'
import type { Model, Query, ScorePart, Touched } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { SavedArrays } from '../../recommender/saved-arrays'
import type { TrainingData } from '../../recommender/training-data'
import type { Duplicates } from '../../sparse'
import {
  duplicatesToSave,
  type MergedHistory,
  mergedHistory,
  savedDuplicates,
} from '../history/merged-history'
import type { Alternating } from './alternating'
import {
  type FactorizedModel,
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
  ) {}

  static async fit(alternating: Alternating, data: TrainingData, context: FitContext): Promise<Model> {
    return new AlternatingModel(
      alternating,
      await fitAlternating(alternating, data, context),
      data.duplicates,
    )
  }

  static restore(alternating: Alternating, arrays: SavedArrays): Model {
    const { factors: depth } = alternating
    const fitted = {
      factors: savedFactors(arrays, depth),
      mean: arrays.float32('mean', [1])[0]!,
      gram: arrays.float32('gram', [depth, depth]),
    }
    return new AlternatingModel(alternating, fitted, savedDuplicates(arrays))
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

  /** The items with events: the others' factors are 0. */
  get candidates(): Int32Array {
    const { itemFactors, depth, items } = this.fitted.factors
    this.#candidates ??= Int32Array.from({ length: items }, (_, item) => item).filter((item) =>
      isDescribed(itemFactors, item, depth),
    )
    return this.#candidates
  }

  score(query: Query, scores: Float64Array, only = this.candidates): void {
    const { itemFactors, depth } = this.fitted.factors
    const user = this.#vectorOf(query)
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
    const user = this.#vectorOf(query)
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
    const { alternating, fitted, duplicates } = this
    const updated = await updateAlternating(alternating, fitted, data, touched, context)
    return new AlternatingModel(alternating, updated, duplicates)
  }

  arrays(): NamedArrays {
    const { factors, gram, mean } = this.fitted
    return {
      ...factorsToSave(factors),
      gram: { values: gram, shape: [factors.depth, factors.depth] },
      mean: { values: Float32Array.of(mean) },
      ...duplicatesToSave(this.duplicates),
    }
  }

  /** What describes the one who asks; undefined where nothing is known of their taste. */
  #vectorOf({ user, history }: Query): ArrayLike<number> | undefined {
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

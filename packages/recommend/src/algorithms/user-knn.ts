import { defineAlgorithm } from '../recommender/algorithm'
import { perEvent } from '../recommender/memory-need'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import { rowsToSave } from '../recommender/saved-arrays'
import { topItems } from '../recommender/top-items'
import type { TrainingData } from '../recommender/training-data'
import { type SettingsOf, wholeNumber } from '../settings/settings'
import { type CompressedRows, type Duplicates, transpose } from '../sparse'
import { decayed, historyDecay } from './history/decay'
import {
  duplicatesToSave,
  type MergedHistory,
  mergedHistory,
  savedDuplicates,
} from './history/merged-history'
import { type Comparison, comparisonOf, likenessSettings, type Weighed, Weigher } from './neighbours/likeness'

const settings = {
  /** How many of the users most like someone speak for what they chose. */
  neighbours: wholeNumber({ default: 100, most: 100_000 }),
  ...likenessSettings,
  historyDecay,
}

type Settings = SettingsOf<typeof settings>

/**
 * What people like you chose. Neighbours are looked up when someone asks, so that nothing has to be fitted anew.
 * Resnick, Iacovou, Suchak, Bergstrom and Riedl, "GroupLens" (CSCW 1994), in the form for choices.
 *
 * @example
 * const model = await userKnn({ neighbours: 50 }).fit(log)
 * model.similarUsers({ user: 'ann' })
 */
export const userKnn = defineAlgorithm({
  name: 'userKnn',
  settings,
  memory: perEvent(12),
  fit: async ({ byUser, duplicates }, own, context) => {
    const model = new UserKnn(byUser, duplicates, own)
    context.report({ step: 1, steps: 1 })
    return model
  },
  restore: (arrays, own) => {
    const [users, items] = arrays.counts('size', 2)
    const byUser = arrays.rows('choices', users!, items!)
    return new UserKnn(byUser, savedDuplicates(arrays), own)
  },
})

/** Someone's neighbours, and what makes them so. */
interface Neighbourhood {
  readonly users: Int32Array
  readonly likeness: Float64Array
  readonly merged: MergedHistory
  /** What each item of the history counts in a comparison. */
  readonly values: Float64Array
  /** What the products with each user are divided by. */
  readonly bases: Float64Array
}

class UserKnn implements Model {
  readonly scale = 'order'
  readonly foldsIn = true
  readonly similarItems = absent('it compares users, not items.')
  readonly #comparison: Comparison
  readonly #weighed: Weighed
  /** items × users, with the values that are compared. */
  readonly #byItem: CompressedRows

  constructor(
    private readonly byUser: CompressedRows,
    private readonly duplicates: Duplicates,
    private readonly own: Settings,
  ) {
    this.#comparison = comparisonOf(byUser, own)
    this.#weighed = new Weigher(byUser, this.#comparison).weigh(0, byUser.rows)
    this.#byItem = transpose({ ...byUser, values: this.#weighed.values })
  }

  get users(): number {
    return this.byUser.rows
  }

  get items(): number {
    return this.byUser.columns
  }

  score(query: Query, scores: Float64Array): void {
    const { offsets, indices, values } = this.byUser
    const { users, likeness } = this.#neighbourhood(query)
    for (const user of users) {
      for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
        const item = indices[at]!
        const amount = likeness[user]! * values[at]!
        scores[item] = Number.isNaN(scores[item]!) ? amount : scores[item]! + amount
      }
    }
  }

  readonly similarUsers = (query: Query, scores: Float64Array): void => {
    const { likeness } = this.#neighbourhood(query)
    likeness.forEach((value, user) => {
      if (value > 0) scores[user] = value
    })
  }

  /** A likeness is a sum over what both chose, and so is the score. */
  readonly explain = (query: Query, item: number): readonly ScorePart[] => {
    const { users, merged, values, bases } = this.#neighbourhood(query)
    const choosers = new Map<number, number>()
    for (const user of users) {
      const at = this.byUser.indices
        .subarray(this.byUser.offsets[user], this.byUser.offsets[user + 1])
        .indexOf(item)
      if (at >= 0) choosers.set(user, this.byUser.values[this.byUser.offsets[user]! + at]! / bases[user]!)
    }
    const { offsets, indices, values: theirs } = this.#byItem
    return Array.from(merged.items, (other, place): ScorePart => {
      let amount = 0
      for (let at = offsets[other]!; at < offsets[other + 1]!; at++) {
        amount += values[place]! * theirs[at]! * (choosers.get(indices[at]!) ?? 0)
      }
      return { kind: 'history', position: merged.positions[place]!, amount }
    })
  }

  readonly update = async ({ byUser, duplicates }: TrainingData): Promise<Model> =>
    new UserKnn(byUser, duplicates, this.own)

  arrays(): NamedArrays {
    return {
      size: { values: Int32Array.of(this.users, this.items) },
      ...rowsToSave('choices', this.byUser),
      ...duplicatesToSave(this.duplicates),
    }
  }

  #neighbourhood({ user, history }: Query): Neighbourhood {
    const { offsets, indices, values: theirs } = this.#byItem
    const { weigh, sizeOf, overlap } = this.#comparison
    const { sizes } = this.#weighed
    const { shrinkage, neighbours } = this.own
    const merged = mergedHistory(history, this.duplicates)
    const weights = decayed(merged, this.own.historyDecay)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const values = weights.map((weight, at) => weigh(merged.items[at]!, weight, sum))
    const size = sizeOf(values.reduce((square, value) => square + value ** 2, 0))
    const products = new Float64Array(this.users)
    merged.items.forEach((item, place) => {
      for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
        products[indices[at]!]! += values[place]! * theirs[at]!
      }
    })
    const bases = products.map(
      (product, other) => shrinkage + (overlap ? size + sizes[other]! - product : size * sizes[other]!),
    )
    const likeness = products.map((product, other) => (product === 0 ? 0 : product / bases[other]!))
    const users = topItems(likeness, neighbours, (other) => other !== user && likeness[other]! > 0)
    return { users, likeness, merged, values, bases }
  }
}

import { defineAlgorithm } from '../recommender/algorithm'
import { perEvent } from '../recommender/memory-need'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import { rowsToSave } from '../recommender/saved-arrays'
import { realNumber, type SettingsOf, wholeNumber } from '../settings/settings'
import { type CompressedRows, type Duplicates, transpose } from '../sparse'
import { baselineSettings } from './baseline'
import {
  duplicatesToSave,
  type MergedHistory,
  mergedHistory,
  savedDuplicates,
} from './history/merged-history'
import {
  type Baselines,
  baselinesToSave,
  fitBaselines,
  savedBaselines,
  userBiasOf,
} from './ratings/baselines'

const settings = {
  /** How many of the most alike who rated an item are asked. */
  neighbours: wholeNumber({ default: 40, most: 100_000 }),
  /** By fewer of them a rating is the baseline. */
  leastNeighbours: wholeNumber({ default: 1, most: 100_000 }),
  /** How many items two users must both have rated. */
  leastCommon: wholeNumber({ default: 1, most: 1_000_000 }),
  /** Added to the number of common ratings: holds back likenesses that rest on few. */
  shrinkage: realNumber({ default: 0, least: 0, most: 1e9 }),
  ...baselineSettings,
}

type Settings = SettingsOf<typeof settings>

/**
 * A rating is the baseline and how far those who are most alike rated the item from theirs. Koren, "Factor in the
 * neighbors" (TKDD 2010), as Surprise's KNNBaseline: users are alike by the mean squared difference of their ratings,
 * 1 ÷ (1 + difference). Weights are ratings; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await knnBaseline({ neighbours: 40 }).fit(ratings)
 */
export const knnBaseline = defineAlgorithm({
  name: 'knnBaseline',
  settings,
  memory: perEvent(16),
  wantsRatings: () => true,
  fit: async ({ byUser, byItem, duplicates }, own, context) => {
    const fitted = await fitBaselines(byUser, byItem, own, () => context.breathe())
    context.report({ step: 1, steps: 1 })
    return new KnnBaseline(fitted, byUser, duplicates, own)
  },
  restore: (arrays, own) => {
    const fitted = savedBaselines(arrays)
    const ratings = arrays.rows('ratings', fitted.userBiases.length, fitted.itemBiases.length)
    return new KnnBaseline(fitted, ratings, savedDuplicates(arrays), own)
  },
})

class KnnBaseline implements Model {
  readonly scale = 'rating'
  readonly foldsIn = true
  readonly similarItems = absent('it compares users, not items.')
  readonly #byItem: CompressedRows

  constructor(
    private readonly fitted: Baselines,
    private readonly byUser: CompressedRows,
    private readonly duplicates: Duplicates,
    private readonly own: Settings,
  ) {
    this.#byItem = transpose(byUser)
  }

  get users(): number {
    return this.byUser.rows
  }

  get items(): number {
    return this.byUser.columns
  }

  score(query: Query, scores: Float64Array, only?: Int32Array): void {
    const asker = this.#askerOf(query)
    const items = only ?? Int32Array.from({ length: this.items }, (_, item) => item)
    for (const item of items) {
      if (this.fitted.counts[item] === 0) continue
      scores[item] = this.#base(asker.bias, item) + this.#byNeighbours(asker, item)
    }
  }

  readonly similarUsers = (query: Query, scores: Float64Array): void => {
    this.#askerOf(query).likeness.forEach((value, user) => {
      if (value > 0) scores[user] = value
    })
  }

  readonly explain = (query: Query, item: number): readonly ScorePart[] => {
    const asker = this.#askerOf(query)
    return [
      { kind: 'base', name: 'mean', amount: this.fitted.mean },
      { kind: 'base', name: 'user', amount: asker.bias },
      { kind: 'base', name: 'item', amount: this.fitted.itemBiases[item]! },
      { kind: 'base', name: 'neighbours', amount: this.#byNeighbours(asker, item) },
    ]
  }

  readonly unseen = (query: Query): number => this.fitted.mean + this.#askerOf(query).bias

  /** Neighbours are looked up when someone asks, and baselines are quick. */
  readonly update: Model['update'] = async ({ byUser, byItem, duplicates }, _, context) => {
    const fitted = await fitBaselines(byUser, byItem, this.own, () => context.breathe())
    return new KnnBaseline(fitted, byUser, duplicates, this.own)
  }

  arrays(): NamedArrays {
    return {
      ...baselinesToSave(this.fitted),
      ...rowsToSave('ratings', this.byUser),
      ...duplicatesToSave(this.duplicates),
    }
  }

  #base(userBias: number, item: number): number {
    return this.fitted.mean + userBias + this.fitted.itemBiases[item]!
  }

  #askerOf({ user, history }: Query): { readonly bias: number; readonly likeness: Float64Array } {
    const merged = mergedHistory(history, this.duplicates)
    const bias =
      user >= 0 ? this.fitted.userBiases[user]! : userBiasOf(this.fitted, merged, this.own.userRegularization)
    const likeness = this.#likenesses(merged)
    if (user >= 0) likeness[user] = 0
    return { bias, likeness }
  }

  /** How like each user is to someone with these ratings; 0 where they have too little in common. */
  #likenesses({ items, weights }: MergedHistory): Float64Array {
    const { offsets, indices, values } = this.#byItem
    const squares = new Float64Array(this.users)
    const common = new Int32Array(this.users)
    items.forEach((item, at) => {
      for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++) {
        const other = indices[entry]!
        squares[other]! += (values[entry]! - weights[at]!) ** 2
        common[other]!++
      }
    })
    const { leastCommon, shrinkage } = this.own
    return squares.map((square, other) => {
      const count = common[other]!
      if (count < leastCommon || count === 0) return 0
      return (1 / (1 + square / count)) * (count / (count + shrinkage))
    })
  }

  /** How far the neighbours who rated an item are from their baselines, on their weighted mean. */
  #byNeighbours({ likeness }: { readonly likeness: Float64Array }, item: number): number {
    const { offsets, indices, values } = this.#byItem
    const raters: number[] = []
    for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++) {
      if (likeness[indices[entry]!]! > 0) raters.push(entry)
    }
    const nearest = raters
      .sort((a, b) => likeness[indices[b]!]! - likeness[indices[a]!]! || a - b)
      .slice(0, this.own.neighbours)
    if (nearest.length < this.own.leastNeighbours) return 0
    let [sum, total] = [0, 0]
    for (const entry of nearest) {
      const other = indices[entry]!
      sum += likeness[other]! * (values[entry]! - this.#base(this.fitted.userBiases[other]!, item))
      total += likeness[other]!
    }
    return sum / total || 0
  }
}

import { defineAlgorithm } from '../recommender/algorithm'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import { realNumber, type SettingsOf, wholeNumber } from '../settings/settings'
import type { Duplicates } from '../sparse'
import { duplicatesToSave, mergedHistory, savedDuplicates } from './history/merged-history'
import {
  type Baselines,
  baselinesToSave,
  fitBaselines,
  savedBaselines,
  userBiasOf,
} from './ratings/baselines'

export const baselineSettings = {
  /** How often items and users are solved for. */
  epochs: wholeNumber({ default: 10, most: 100_000 }),
  /** How many ratings of the mean a user's own have to outweigh. */
  userRegularization: realNumber({ default: 15, least: 0, most: 1e9 }),
  /** How many ratings of the mean an item's own have to outweigh. */
  itemRegularization: realNumber({ default: 10, least: 0, most: 1e9 }),
}

/**
 * A rating without taste: the mean of all, how generous the user is, and how good the item. The bar for every other
 * algorithm of ratings. Koren, "Factor in the neighbors: scalable and accurate collaborative filtering" (TKDD 2010).
 * Weights are ratings; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await baseline().fit(ratings)
 * model.score({ user: 'ann' }, ['tea']) // how many stars
 */
export const baseline = defineAlgorithm({
  name: 'baseline',
  settings: baselineSettings,
  wantsRatings: () => true,
  fit: async ({ byUser, byItem, duplicates }, own, context) => {
    const fitted = await fitBaselines(byUser, byItem, own, () => context.breathe())
    context.report({ step: 1, steps: 1 })
    return new BaselineModel(fitted, duplicates, own)
  },
  restore: (arrays, own) => new BaselineModel(savedBaselines(arrays), savedDuplicates(arrays), own),
})

class BaselineModel implements Model {
  readonly scale = 'rating'
  readonly foldsIn = true
  readonly similarItems = absent('it knows of an item only how good it is.')
  readonly similarUsers = absent('it knows of a user only how generous they are.')

  constructor(
    private readonly fitted: Baselines,
    private readonly duplicates: Duplicates,
    private readonly own: SettingsOf<typeof baselineSettings>,
  ) {}

  get users(): number {
    return this.fitted.userBiases.length
  }

  get items(): number {
    return this.fitted.itemBiases.length
  }

  score(query: Query, scores: Float64Array): void {
    const { mean, itemBiases, counts } = this.fitted
    const user = this.#userBiasOf(query)
    for (let item = 0; item < this.items; item++) {
      if (counts[item]! > 0) scores[item] = mean + user + itemBiases[item]!
    }
  }

  readonly explain = (query: Query, item: number): readonly ScorePart[] => [
    { kind: 'base', name: 'mean', amount: this.fitted.mean },
    { kind: 'base', name: 'user', amount: this.#userBiasOf(query) },
    { kind: 'base', name: 'item', amount: this.fitted.itemBiases[item]! },
  ]

  readonly unseen = (query: Query): number => this.fitted.mean + this.#userBiasOf(query)

  /** Quick enough to be fitted anew. */
  readonly update: Model['update'] = async ({ byUser, byItem, duplicates }, _, context) =>
    new BaselineModel(
      await fitBaselines(byUser, byItem, this.own, () => context.breathe()),
      duplicates,
      this.own,
    )

  arrays(): NamedArrays {
    return { ...baselinesToSave(this.fitted), ...duplicatesToSave(this.duplicates) }
  }

  #userBiasOf({ user, history }: Query): number {
    if (user >= 0) return this.fitted.userBiases[user]!
    return userBiasOf(this.fitted, mergedHistory(history, this.duplicates), this.own.userRegularization)
  }
}

import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import type { SavedArrays } from '../recommender/saved-arrays'
import type { TrainingData } from '../recommender/training-data'
import { oneOf, orOff, type SettingsOf, wholeNumber } from '../settings/settings'
import { itemsTogether, type LikenessName, likenessNames } from './counts/together'
import { savedDuplicates } from './history/merged-history'
import { SparseInfluence } from './neighbours/influence'
import { type ItemToItem, ItemToItemModel } from './neighbours/item-to-item'

const settings = {
  /** How alike two items are, from how many users have both and each; `likenesses` tells the formulas. */
  likeness: oneOf(likenessNames, 'counts'),
  /** Pairs that fewer users have together are left out. */
  least: wholeNumber({ default: 1 }),
  /** How many others each item keeps; `false` for all. */
  neighbours: orOff(wholeNumber({ default: 200 }), 200),
}

/**
 * Who has this also has that: items speak for others by how many users have both.
 *
 * @example
 * const model = await coOccurrence({ likeness: 'lift', least: 3 }).fit(log)
 * model.recommend({ items: ['tea'] })
 */
export const coOccurrence = defineAlgorithm({
  name: 'coOccurrence',
  settings,
  fit: (data, own, context) => countTogether(data, { ...own, itself: false }, context),
  restore: (arrays, own) => counted(restored(arrays), { ...own, itself: false }),
})

const sarSettings = {
  ...settings,
  likeness: oneOf(likenessNames, 'jaccard'),
  neighbours: orOff(wholeNumber({ default: 200 })),
}

/**
 * Smart adaptive recommendations, as Microsoft's recommenders have them: what a user did, aged by the log's
 * `halfLifeDays` (30 in their examples), times how alike items are; an item is alike to itself.
 *
 * @example
 * const log = await readInteractions('ratings.csv', { halfLifeDays: 30 })
 * const model = await sar({ likeness: 'jaccard' }).fit(log)
 */
export const sar = defineAlgorithm({
  name: 'sar',
  settings: sarSettings,
  fit: (data, own, context) => countTogether(data, { ...own, itself: true }, context),
  restore: (arrays, own) => counted(restored(arrays), { ...own, itself: true }),
})

type Settings = SettingsOf<typeof settings> & { readonly likeness: LikenessName; readonly itself: boolean }

async function countTogether(
  data: TrainingData,
  own: Settings,
  context: FitContext,
): Promise<ItemToItemModel> {
  const influence = new SparseInfluence(await itemsTogether(data, own, context))
  return counted({ users: data.users, influence, duplicates: data.duplicates, decay: 1 }, own)
}

/** Counting is quick: new events are counted together with the old ones. */
function counted(fitted: ItemToItem, own: Settings): ItemToItemModel {
  return new ItemToItemModel(fitted, (data, _, context) => countTogether(data, own, context))
}

function restored(arrays: SavedArrays): ItemToItem {
  const users = arrays.numbers('users', 1, 2 ** 31 - 1)[0]!
  return { users, influence: SparseInfluence.restore(arrays), duplicates: savedDuplicates(arrays), decay: 1 }
}

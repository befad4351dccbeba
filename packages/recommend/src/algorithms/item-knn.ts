import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import type { Model, Touched } from '../recommender/model'
import type { SavedArrays } from '../recommender/saved-arrays'
import type { TrainingData } from '../recommender/training-data'
import { oneOf, type SettingsOf, wholeNumber } from '../settings/settings'
import { type CompressedRows, transpose } from '../sparse'
import { historyDecay } from './history/decay'
import { savedDuplicates } from './history/merged-history'
import { SparseInfluence } from './neighbours/influence'
import { ItemToItemModel } from './neighbours/item-to-item'
import { comparisonOf, likenessSettings } from './neighbours/likeness'
import { nearestRows } from './neighbours/nearest'

const settings = {
  /** How many of the items most like one count. */
  neighbours: wholeNumber({ default: 100, most: 100_000 }),
  /**
   * Whose neighbours: a `'candidate'` is spoken for by its nearest, as far as they are in the history (default); or each
   * item of the `'history'` speaks for its nearest, as in implicit.
   */
  neighboursOf: oneOf(['candidate', 'history'], 'candidate'),
  ...likenessSettings,
  historyDecay,
}

/**
 * Items chosen by the same users: items of the history speak for those like them. Sarwar, Karypis, Konstan and
 * Riedl, "Item-based collaborative filtering recommendation algorithms" (WWW 2001); TF-IDF and BM25 as implicit has
 * them.
 *
 * @example
 * const model = await itemKnn({ neighbours: 100, similarity: 'bm25' }).fit(log)
 * model.similarItems('tea')
 */
export const itemKnn = defineAlgorithm({
  name: 'itemKnn',
  settings,
  memory: ({ items }, { neighbours }) => {
    const lists = 8 * items * Math.min(neighbours, items)
    return { shared: lists, own: 3 * lists }
  },
  fit: async (data, own, context) => {
    const rows = Int32Array.from({ length: data.items }, (_, item) => item)
    return modelOf(data, await neighboursOf(data, own, rows, context), own)
  },
  restore: (arrays, own) =>
    modelOf(
      { users: arrays.int32('users', [1])[0]!, duplicates: savedDuplicates(arrays) },
      savedLists(arrays, own),
      own,
    ),
})

type Settings = SettingsOf<typeof settings>

function neighboursOf(
  { byUser }: TrainingData,
  own: Settings,
  rows: Int32Array,
  context: FitContext,
): Promise<CompressedRows> {
  const options = { k: own.neighbours, shrinkage: own.shrinkage, rows }
  return nearestRows(byUser, (matrix) => comparisonOf(matrix, own), options, context)
}

/** @param lists each item's nearest. */
function modelOf(
  { users, duplicates }: Pick<TrainingData, 'users' | 'duplicates'>,
  lists: CompressedRows,
  own: Settings,
): Model {
  const likeness = new SparseInfluence(lists)
  const influence = own.neighboursOf === 'history' ? likeness : new SparseInfluence(transpose(lists))
  const fitted = { users, influence, likeness, duplicates, decay: own.historyDecay }
  return new ItemToItemModel(fitted, async (data, touched, context) => {
    const renewed = affected(data, touched)
    const nearest = await neighboursOf(data, own, renewed, context)
    return modelOf(data, withRows(lists, renewed, nearest, data.items), own)
  })
}

/** The lists that a saved model was made of. */
function savedLists(arrays: SavedArrays, own: Settings): CompressedRows {
  const { rows } = SparseInfluence.restore(arrays)
  return own.neighboursOf === 'history' ? rows : transpose(rows)
}

/** The items of whose likenesses new events change the products: all that the users with new events have. */
function affected({ byUser }: TrainingData, touched: Touched): Int32Array {
  const items = new Set(touched.items)
  for (const user of touched.users) {
    for (const item of byUser.indices.subarray(byUser.offsets[user], byUser.offsets[user + 1]))
      items.add(item)
  }
  return Int32Array.from(items).sort()
}

/** A matrix of `items` rows: some anew, the others as they were. */
function withRows(
  known: CompressedRows,
  rows: Int32Array,
  renewed: CompressedRows,
  items: number,
): CompressedRows {
  const sources = Array.from({ length: items }, (_, row) => ({
    from: known,
    row: row < known.rows ? row : -1,
  }))
  rows.forEach((row, at) => {
    sources[row] = { from: renewed, row: at }
  })
  const offsets = new Int32Array(items + 1)
  const span = ({ from, row }: (typeof sources)[number]) =>
    row < 0 ? ([0, 0] as const) : ([from.offsets[row]!, from.offsets[row + 1]!] as const)
  sources.forEach((source, row) => {
    const [start, end] = span(source)
    offsets[row + 1] = offsets[row]! + end - start
  })
  const out = { indices: new Int32Array(offsets[items]!), values: new Float32Array(offsets[items]!) }
  sources.forEach((source, row) => {
    const [start, end] = span(source)
    out.indices.set(source.from.indices.subarray(start, end), offsets[row])
    out.values.set(source.from.values.subarray(start, end), offsets[row])
  })
  return { rows: items, columns: items, offsets, ...out }
}

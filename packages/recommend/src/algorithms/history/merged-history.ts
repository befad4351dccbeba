import type { QueryHistory } from '../../recommender/model'
import type { SavedArrays } from '../../recommender/saved-arrays'
import { type Duplicates, mergeRepeats } from '../../sparse'

/** A history with one entry per item, as a model learns from: in the order of first contact. */
export interface MergedHistory {
  readonly items: Int32Array
  readonly weights: Float32Array
  /** The position of each item's last event. */
  readonly positions: Int32Array
}

/** Makes one entry of the events with one item; what comes to 0 is left out. */
export function mergedHistory({ items, weights }: QueryHistory, duplicates: Duplicates): MergedHistory {
  const last = new Map<number, number>()
  let columns = 0
  items.forEach((item, position) => {
    last.set(item, position)
    columns = Math.max(columns, item + 1)
  })
  const offsets = Int32Array.of(0, items.length)
  const merged = mergeRepeats({ rows: 1, columns, offsets, indices: items, values: weights }, duplicates)
  return {
    items: merged.indices,
    weights: merged.values,
    positions: merged.indices.map((item) => last.get(item)!),
  }
}

const ways: readonly Duplicates[] = ['sum', 'max', 'last']

/** What repeated events come to, as an array of a saved model. */
export const duplicatesToSave = (duplicates: Duplicates) => ({
  duplicates: { values: Uint8Array.of(ways.indexOf(duplicates)) },
})

export function savedDuplicates(arrays: SavedArrays): Duplicates {
  const code = arrays.bytes('duplicates', [1])[0]!
  return ways[code] ?? arrays.refuse(`duplicates is ${code}, and there are ${ways.length} ways.`)
}

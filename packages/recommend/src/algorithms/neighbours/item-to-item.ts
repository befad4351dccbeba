import { absent, type Model, type Query, type ScorePart } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import { rowsToSave, type SavedArrays } from '../../recommender/saved-arrays'
import type { CompressedRows, Duplicates } from '../../sparse'
import { decayed } from '../history/decay'
import { duplicatesToSave, mergedHistory, savedDuplicates } from '../history/merged-history'

/** What a model of items that speak for each other consists of. */
export interface ItemToItem {
  readonly users: number
  /** items × items: how much an item that someone chose speaks for others. */
  readonly influence: CompressedRows
  readonly duplicates: Duplicates
  /** See `decay.ts`. */
  readonly decay: number
}

/** A score is a sum over the history: weight times influence. So whoever has a history has scores, and reasons. */
export class ItemToItemModel implements Model {
  readonly scale = 'order'
  readonly foldsIn = true
  readonly similarUsers = absent('it compares items, not users.')

  constructor(
    private readonly own: ItemToItem,
    readonly update: Model['update'],
  ) {}

  get users(): number {
    return this.own.users
  }

  get items(): number {
    return this.own.influence.rows
  }

  score({ history }: Query, scores: Float64Array): void {
    const { offsets, indices, values } = this.own.influence
    const merged = mergedHistory(history, this.own.duplicates)
    const weights = decayed(merged, this.own.decay)
    merged.items.forEach((item, at) => {
      const weight = weights[at]!
      for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++) {
        const other = indices[entry]!
        const amount = weight * values[entry]!
        scores[other] = Number.isNaN(scores[other]!) ? amount : scores[other]! + amount
      }
    })
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const { offsets, indices, values } = this.own.influence
    for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++)
      scores[indices[entry]!] = values[entry]!
  }

  readonly explain = ({ history }: Query, item: number): readonly ScorePart[] => {
    const { offsets, indices, values } = this.own.influence
    const merged = mergedHistory(history, this.own.duplicates)
    const weights = decayed(merged, this.own.decay)
    return Array.from(merged.items).flatMap((other, at): readonly ScorePart[] => {
      const entry = indices.subarray(offsets[other]!, offsets[other + 1]!).indexOf(item)
      if (entry < 0) return []
      const amount = weights[at]! * values[offsets[other]! + entry]!
      return [{ kind: 'history', position: merged.positions[at]!, amount }]
    })
  }

  arrays(): NamedArrays {
    return {
      size: { values: Int32Array.of(this.own.users, this.items) },
      ...rowsToSave('influence', this.own.influence),
      ...duplicatesToSave(this.own.duplicates),
    }
  }
}

export function savedItemToItem(arrays: SavedArrays, decay: number): ItemToItem {
  const [users, items] = sizesOf(arrays)
  return {
    users,
    influence: arrays.rows('influence', items, items),
    duplicates: savedDuplicates(arrays),
    decay,
  }
}

function sizesOf(arrays: SavedArrays): readonly [users: number, items: number] {
  const size = arrays.int32('size', [2])
  const [users, items] = [size[0]!, size[1]!]
  if (users < 0 || items < 0) arrays.refuse(`size is ${users} × ${items}.`)
  return [users, items]
}

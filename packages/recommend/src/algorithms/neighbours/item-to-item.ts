import { absent, type Model, type Query, type ScorePart } from '../../recommender/model'
import type { NamedArrays } from '../../recommender/named-arrays'
import type { Duplicates } from '../../sparse'
import { decayed } from '../history/decay'
import { duplicatesToSave, mergedHistory } from '../history/merged-history'
import type { Influence } from './influence'

/** What a model of items that speak for each other consists of. */
export interface ItemToItem {
  readonly users: number
  readonly influence: Influence
  /** What items are like, where that is something else. */
  readonly likeness?: Influence
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
    return this.own.influence.items
  }

  score({ history }: Query, scores: Float64Array): void {
    const merged = mergedHistory(history, this.own.duplicates)
    const weights = decayed(merged, this.own.decay)
    merged.items.forEach((item, at) => {
      this.own.influence.add(item, weights[at]!, scores)
    })
  }

  readonly similarItems = (item: number, scores: Float64Array): void => {
    const { influence, likeness = influence } = this.own
    likeness.add(item, 1, scores)
  }

  readonly explain = ({ history }: Query, item: number): readonly ScorePart[] => {
    const merged = mergedHistory(history, this.own.duplicates)
    const weights = decayed(merged, this.own.decay)
    return Array.from(merged.items, (other, at): ScorePart => {
      const amount = weights[at]! * this.own.influence.of(other, item)
      return { kind: 'history', position: merged.positions[at]!, amount }
    }).filter(({ amount }) => amount !== 0)
  }

  arrays(): NamedArrays {
    return {
      users: { values: Int32Array.of(this.own.users) },
      ...this.own.influence.arrays(),
      ...duplicatesToSave(this.own.duplicates),
    }
  }
}

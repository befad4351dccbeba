import { asRows, type Column } from '../input/column'
import type { Item } from '../ranking/item-codes'
import { itemsOfUser } from '../ranking/user-items'
import { type ListOptions, meanOverLists, type PerUserMean, type Recommended, refuseUnknown } from './lists'

export interface SerendipityOptions<I extends Item> extends ListOptions {
  /** Per user the items that turned out right. */
  readonly relevant: Column<Iterable<I>>
  /** The catalogue from the most to the least popular item: what anyone would be recommended. */
  readonly byPopularity: Column<I>
}

/**
 * How much better right recommendations are placed than popularity alone would place them: over the first `k`
 * ranks, the mean of (popularity rank − rank) ÷ catalogue size, where the item is right and lifted; else 0.
 * RecTools' `Serendipity`, which divides by `k` too; here by `k` or the list's length.
 */
export function serendipity<I extends Item>(
  recommended: Recommended<I>,
  { k, relevant, byPopularity }: SerendipityOptions<I>,
): PerUserMean {
  const catalogue = asRows(byPopularity, 'byPopularity')
  const popularityRank = new Map<I, number>()
  for (let at = 0; at < catalogue.length; at++) popularityRank.set(catalogue[at]!, at + 1)
  const relevantRows = asRows(relevant, 'relevant')
  return meanOverLists(recommended, k === undefined ? {} : { k }, (items, user) => {
    const right = new Set(itemsOfUser(relevantRows, user, 'relevant'))
    let sum = 0
    items.forEach((item, at) => {
      const popular = popularityRank.get(item)
      if (popular === undefined) refuseUnknown(item, 'recommended', user, 'byPopularity')
      if (right.has(item)) sum += Math.max(0, popular - (at + 1)) / popularityRank.size
    })
    return sum / (k ?? items.length)
  })
}

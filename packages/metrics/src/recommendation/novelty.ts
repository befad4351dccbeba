import { asWholeNumber } from '../input/column'
import { refuse } from '../input/refuse'
import type { Item } from '../ranking/item-codes'
import { type ListOptions, meanOverLists, type PerUserMean, type Recommended, refuseUnknown } from './lists'

export interface NoveltyOptions<I extends Item> extends ListOptions {
  /** How many users know each item (had to do with it in the past). */
  readonly popularity: ReadonlyMap<I, number>
  /** How many users there were. */
  readonly users: number
  /**
   * What an item that nobody knows is worth: an error (default), or the novelty of an item known to this many
   * users, for example 1.
   */
  readonly unknownAs?: number
}

/**
 * How little known the recommended items are: the mean of −log2(share of users who know the item), in bits
 * (Zhou et al. 2010). Equals RecTools' `MeanInvUserFreq`.
 */
export function novelty<I extends Item>(
  recommended: Recommended<I>,
  { k, popularity, users, unknownAs }: NoveltyOptions<I>,
): PerUserMean {
  asWholeNumber(users, 'users', 1)
  return meanOverLists(recommended, k === undefined ? {} : { k }, (items, user) => {
    let sum = 0
    for (const item of items) {
      const known = popularity.get(item) || unknownAs
      if (known === undefined) refuseUnknown(item, 'recommended', user, 'popularity')
      if (!(known > 0 && known <= users)) {
        refuse({
          what: `${known} of ${users} users know the item ${String(item)}.`,
          where: 'popularity',
          fix: 'Count each user once per item, and pass the number of all users.',
        })
      }
      sum -= Math.log2(known / users)
    }
    return sum / items.length
  })
}

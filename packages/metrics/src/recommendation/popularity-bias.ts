import { asRows, type Column } from '../input/column'
import type { Item } from '../ranking/item-codes'
import { itemsOfUser } from '../ranking/user-items'
import { type ListOptions, meanOverLists, type PerUserMean, type Recommended, refuseUnknown } from './lists'

export interface PopularityOptions<I extends Item> extends ListOptions {
  /** How often each item was chosen in the past. */
  readonly popularity: ReadonlyMap<I, number>
}

/** The mean past popularity of the recommended items. Equals RecTools' `AvgRecPopularity`. */
export function recommendedPopularity<I extends Item>(
  recommended: Recommended<I>,
  { k, popularity }: PopularityOptions<I>,
): PerUserMean {
  return meanOverLists(recommended, k === undefined ? {} : { k }, (items, user) =>
    meanPopularity(items, popularity, 'recommended', user),
  )
}

export interface PopularityLiftOptions<I extends Item> extends PopularityOptions<I> {
  /** Per user the items of their past. */
  readonly histories: Column<Iterable<I>>
}

/**
 * How much more popular what is recommended to a group of users is than what they chose themselves: the mean
 * popularity of recommendations ÷ that of histories, minus 1. 0 is no bias, 0.5 is half as popular again
 * (Abdollahpouri et al. 2020). Users without history do not count.
 */
export function popularityLift<I extends Item>(
  recommended: Recommended<I>,
  { k, popularity, histories }: PopularityLiftOptions<I>,
): number {
  const past = asRows(histories, 'histories')
  let chosen = 0
  const given = meanOverLists(recommended, k === undefined ? {} : { k }, (items, user) => {
    const own = [...itemsOfUser(past, user, 'histories')]
    if (own.length === 0) return undefined
    chosen += meanPopularity(own, popularity, 'histories', user)
    return meanPopularity(items, popularity, 'recommended', user)
  })
  return given.mean / (chosen / given.perUser.length) - 1
}

function meanPopularity<I extends Item>(
  items: readonly I[],
  popularity: ReadonlyMap<I, number>,
  name: string,
  user: number,
): number {
  let sum = 0
  for (const item of items) {
    const count = popularity.get(item)
    if (count === undefined) refuseUnknown(item, name, user, 'popularity')
    sum += count
  }
  return sum / items.length
}

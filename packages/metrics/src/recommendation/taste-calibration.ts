import { asOpenShare, asRows, type Column } from '../input/column'
import type { Item } from '../ranking/item-codes'
import { itemsOfUser } from '../ranking/user-items'
import { type ListOptions, meanOverLists, type PerUserMean, type Recommended, refuseUnknown } from './lists'

export interface TasteCalibrationOptions<I extends Item, C> extends ListOptions {
  /** Per user the items of their past. */
  readonly histories: Column<Iterable<I>>
  /** The categories (genres) of every item; an item counts for each in equal parts. */
  readonly categories: ReadonlyMap<I, readonly C[]>
  /** How much of the history is mixed into the recommendations, so that no share is 0; 0.01 by default. */
  readonly smoothing?: number
}

/**
 * How far the mix of categories that a user is recommended lies from the mix of their past: the Kullback-Leibler
 * divergence, in nats; 0 is calibrated (Steck 2018, equations 2 to 5 with equal weights). Users without history
 * do not count.
 */
export function tasteCalibration<I extends Item, C>(
  recommended: Recommended<I>,
  { k, histories, categories, smoothing = 0.01 }: TasteCalibrationOptions<I, C>,
): PerUserMean {
  asOpenShare(smoothing, 'smoothing')
  const past = asRows(histories, 'histories')
  return meanOverLists(recommended, k === undefined ? {} : { k }, (items, user) => {
    const history = [...itemsOfUser(past, user, 'histories')]
    if (history.length === 0) return undefined
    const taste = mixOf(history, categories, 'histories', user)
    const given = mixOf(items, categories, 'recommended', user)
    let divergence = 0
    for (const [category, share] of taste) {
      const smoothed = (1 - smoothing) * (given.get(category) ?? 0) + smoothing * share
      divergence += share * Math.log(share / smoothed)
    }
    return divergence
  })
}

/** The share of every category among items. */
function mixOf<I extends Item, C>(
  items: readonly I[],
  categories: ReadonlyMap<I, readonly C[]>,
  name: string,
  user: number,
): Map<C, number> {
  const mix = new Map<C, number>()
  for (const item of items) {
    const own = categories.get(item)
    if (own === undefined || own.length === 0) refuseUnknown(item, name, user, 'categories')
    for (const category of own) {
      mix.set(category, (mix.get(category) ?? 0) + 1 / (own.length * items.length))
    }
  }
  return mix
}

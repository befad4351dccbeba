import { refuse } from '../input/refuse'
import type { Item } from '../ranking/item-codes'
import { forEachList, type ListOptions, type Recommended, refuseUnknown } from './lists'

export interface ExposureOptions<I extends Item, G> extends ListOptions {
  /** The group (provider, gender of the author, …) of every item of the catalogue. */
  readonly groups: ReadonlyMap<I, G>
  /**
   * The share of exposure that each group should have; by default its share of the catalogue. Shares are
   * rescaled to a sum of 1, so merit may be given in any unit.
   */
  readonly target?: ReadonlyMap<G, number>
}

export interface GroupExposure<G> {
  readonly group: G
  /** The group's share of all attention, where rank r gets 1 ÷ log2(r + 1). */
  readonly exposure: number
  readonly target: number
  /** exposure ÷ target: 1 is fair, below 1 is too little. */
  readonly ratio: number
}

export interface ExposureFairness<G> {
  readonly groups: readonly GroupExposure<G>[]
  /** Half the summed difference of exposure and target: the share of exposure that would have to move; 0 is fair. */
  readonly gap: number
  /** The least ratio ÷ the greatest: 1 is fair, 0 where a group is never seen. */
  readonly parity: number
}

/**
 * Whether groups of items get the attention they should (Singh and Joachims 2018): attention falls with the rank
 * as in DCG, and is summed over all lists.
 */
export function exposureFairness<I extends Item, G>(
  recommended: Recommended<I>,
  options: ExposureOptions<I, G>,
): ExposureFairness<G> {
  return fairnessOf(exposureByGroup(recommended, options), options)
}

/** The attention that each group of items gets in all lists. */
export function exposureByGroup<I extends Item, G>(
  recommended: Recommended<I>,
  { groups, k }: ExposureOptions<I, G>,
): Map<G, number> {
  const exposure = new Map<G, number>()
  forEachList(recommended, k === undefined ? {} : { k }, (items, user) => {
    items.forEach((item, at) => {
      if (!groups.has(item)) refuseUnknown(item, 'recommended', user, 'groups')
      const group = groups.get(item)!
      const attention = 1 / Math.log2(at + 2)
      exposure.set(group, (exposure.get(group) ?? 0) + attention)
    })
  })
  return exposure
}

export function fairnessOf<I extends Item, G>(
  exposure: ReadonlyMap<G, number>,
  options: ExposureOptions<I, G>,
): ExposureFairness<G> {
  const total = [...exposure.values()].reduce((sum, attention) => sum + attention, 0)
  if (total === 0) {
    refuse({ what: 'Nothing is recommended to anyone.', where: 'recommended', fix: 'Pass lists with items.' })
  }
  const targets = options.target ?? sharesOfCatalogue(options.groups)
  const sum = [...targets.values()].reduce((whole, share) => whole + share, 0)
  const found = [...targets].map(([group, share]): GroupExposure<G> => {
    const target = share / sum
    if (!(target > 0)) {
      refuse({
        what: `The target of the group ${String(group)} is ${share}.`,
        where: 'target',
        fix: 'Give every group a positive target, or leave the group out.',
      })
    }
    const own = (exposure.get(group) ?? 0) / total
    return { group, exposure: own, target, ratio: own / target }
  })
  const ratios = found.map(({ ratio }) => ratio)
  return {
    groups: found,
    gap: found.reduce((gap, { exposure, target }) => gap + Math.abs(exposure - target) / 2, 0),
    parity: Math.min(...ratios) / Math.max(...ratios),
  }
}

function sharesOfCatalogue<I, G>(groups: ReadonlyMap<I, G>): Map<G, number> {
  const counts = new Map<G, number>()
  for (const group of groups.values()) counts.set(group, (counts.get(group) ?? 0) + 1)
  return counts
}

import { RandomKey } from '@graftjs/base'

/** A rating of the simulation. */
export interface RatingInContext {
  readonly user: string
  readonly item: number
  readonly weight: number
  readonly time: number
  readonly device: 'phone' | 'tv' | null
  readonly price: number
}

/**
 * Ratings of 1 … 5 by people whose taste depends on where they sit: on the phone short items (even ones) are liked, before
 * the television long ones; every price takes a little. One rating in ten does not know its device.
 */
export function ratingsInContext({ seed = 1, users = 80, items = 30, each = 40 } = {}): RatingInContext[] {
  const key = RandomKey.from(seed)
  const goodness = key.fold(1).normal(items)
  return Array.from({ length: users }, (_, user) => {
    const own = key.fold(2).fold(user)
    const order = own.fold(1).permutation(items * 2)
    const chance = own.fold(2).uniform(3 * each)
    const noise = own.fold(3).normal(each + 1)
    return Array.from({ length: each }, (_, at): RatingInContext => {
      const item = order[at]! % items
      const onPhone = chance[3 * at]! < 0.5
      const price = Math.round(100 * chance[3 * at + 1]!)
      const liked = onPhone === (item % 2 === 0) ? 1 : -1
      const value =
        3 + 0.3 * noise[each]! + 0.4 * goodness[item]! + liked - 0.01 * (price - 50) + 0.4 * noise[at]!
      return {
        user: `u${user}`,
        item,
        weight: Math.max(1, Math.min(5, Math.round(value))),
        time: 1.4e12 + 1e6 * (at * users + user),
        device: chance[3 * at + 2]! < 0.1 ? null : onPhone ? 'phone' : 'tv',
        price,
      }
    })
  }).flat()
}

export const contextOfRatings = { device: 'categorical', price: 'numeric' } as const

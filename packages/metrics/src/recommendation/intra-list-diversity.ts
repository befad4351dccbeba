import { refuse, shown } from '../input/refuse'
import type { Item } from '../ranking/item-codes'
import { type ListOptions, meanOverLists, type PerUserMean, type Recommended } from './lists'

/** How unlike two items are, 0 for the same; symmetric. */
export type ItemDistance<I extends Item> = (first: I, second: I) => number

/**
 * How unlike the items of a list are among themselves: the mean distance over its pairs (Ziegler et al. 2005).
 * Lists of one item do not count. Equals RecTools' `IntraListDiversity`.
 *
 * @param distance for example `cosineDistance(vectors)`.
 */
export function intraListDiversity<I extends Item>(
  recommended: Recommended<I>,
  distance: ItemDistance<I>,
  options: ListOptions = {},
): PerUserMean {
  return meanOverLists(recommended, options, (items, user) => {
    if (items.length < 2) return undefined
    let sum = 0
    for (let a = 0; a < items.length; a++) {
      for (let b = a + 1; b < items.length; b++) {
        const apart = distance(items[a]!, items[b]!)
        if (!Number.isFinite(apart)) refuseDistance(items[a], items[b], apart, user)
        sum += apart
      }
    }
    return (2 * sum) / (items.length * (items.length - 1))
  })
}

/** 1 − the cosine of the angle between the vectors of two items: 0 for the same direction, 2 for opposite. */
export function cosineDistance<I extends Item>(vectors: ReadonlyMap<I, ArrayLike<number>>): ItemDistance<I> {
  const units = new Map<I, Float64Array>()
  const unitOf = (item: I): Float64Array => {
    const known = units.get(item)
    if (known !== undefined) return known
    const vector = vectors.get(item)
    if (vector === undefined) {
      refuse({
        what: `${shown(item)} has no vector.`,
        where: 'vectors',
        fix: 'Add the item to vectors, or leave it out of the lists.',
      })
    }
    const values = Float64Array.from(vector)
    const length = Math.hypot(...values)
    if (!(length > 0 && length < Infinity)) {
      refuse({
        what: `The vector of ${shown(item)} has the length ${length}.`,
        where: 'vectors',
        fix: 'Pass finite vectors with at least one value that is not 0.',
      })
    }
    const unit = values.map((value) => value / length)
    units.set(item, unit)
    return unit
  }
  return (first, second) => {
    const a = unitOf(first)
    const b = unitOf(second)
    if (a.length !== b.length) {
      refuse({
        what: `The vectors of ${shown(first)} and ${shown(second)} have ${a.length} and ${b.length} values.`,
        where: 'vectors',
        fix: 'Pass vectors of one length.',
      })
    }
    return 1 - a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  }
}

function refuseDistance(first: unknown, second: unknown, apart: number, user: number): never {
  return refuse({
    what: `The distance of ${shown(first)} and ${shown(second)} is ${apart}.`,
    where: `recommended[${user}]`,
    fix: 'Return a finite number from distance.',
    code: 'not-finite',
    row: user,
  })
}

import type { Histories } from '../interactions/histories'

/** By item: how many events speak for it; NaN where none does. What fills up lists of any model. */
export function itemPopularity({ items, weights }: Histories, count: number): Float64Array {
  const popularity = new Float64Array(count).fill(Number.NaN)
  for (let at = 0; at < items.length; at++) {
    if (weights[at]! > 0) popularity[items[at]!] = (popularity[items[at]!] || 0) + 1
  }
  return popularity
}

import type { Column } from '../input/column'
import { refuse } from '../input/refuse'
import type { Item } from '../ranking/item-codes'
import { countRecommended, type ListOptions, type Recommended } from './lists'

/**
 * How unequally recommendations fall on the catalogue: the Gini coefficient of how often each item is
 * recommended, from 0 (all alike) to nearly 1 (one item gets all). Items never recommended count.
 */
export function recommendationGini<I extends Item>(
  recommended: Recommended<I>,
  items: Column<I>,
  options: ListOptions = {},
): number {
  return giniOf(Float64Array.from(countRecommended(recommended, items, options).values()))
}

/** The Gini coefficient of how often each item of the catalogue was recommended. */
export function giniOf(perItem: Float64Array): number {
  checkNotEmpty(perItem)
  const counts = perItem.toSorted()
  const total = counts.reduce((sum, count) => sum + count, 0)
  let ranked = 0
  counts.forEach((count, at) => {
    ranked += (2 * (at + 1) - counts.length - 1) * count
  })
  return ranked / (counts.length * total)
}

export interface EntropyOptions extends ListOptions {
  /** Divide by the entropy of an even spread over the catalogue, so that 1 is the most; false by default. */
  readonly normalized?: boolean
}

/**
 * How widely recommendations spread over the catalogue: Shannon's entropy of the items' shares, in bits; 0 where
 * one item gets all.
 */
export function recommendationEntropy<I extends Item>(
  recommended: Recommended<I>,
  items: Column<I>,
  options: EntropyOptions = {},
): number {
  const counts = Float64Array.from(countRecommended(recommended, items, options).values())
  return entropyOf(counts, options.normalized ?? false)
}

/** The entropy of how often each item of the catalogue was recommended. */
export function entropyOf(counts: Float64Array, normalized: boolean): number {
  checkNotEmpty(counts)
  const total = counts.reduce((sum, count) => sum + count, 0)
  let entropy = 0
  for (const count of counts) if (count > 0) entropy -= (count / total) * Math.log2(count / total)
  if (!normalized) return entropy
  return counts.length === 1 ? 1 : entropy / Math.log2(counts.length)
}

function checkNotEmpty(counts: Float64Array): void {
  if (counts.some((count) => count > 0)) return
  refuse({ what: 'Nothing is recommended to anyone.', where: 'recommended', fix: 'Pass lists with items.' })
}

import { asRows, asWholeNumber, type Column } from '../input/column'
import type { Item } from '../ranking/item-codes'
import { countRecommended, forEachList, type ListOptions, type Recommended } from './lists'

/**
 * The share of the catalogue that is recommended to anyone, among the first `k` ranks. Equals RecTools'
 * `CatalogCoverage(normalize=True)`. Without `k` and with full candidate lists it is the share of items that the
 * model can recommend at all.
 */
export function catalogueCoverage<I extends Item>(
  recommended: Recommended<I>,
  items: Column<I>,
  options: ListOptions = {},
): number {
  const counts = countRecommended(recommended, items, options)
  let reached = 0
  for (const count of counts.values()) if (count > 0) reached++
  return reached / counts.size
}

export interface UserCoverageOptions {
  /** How many recommendations a user must get to count as served; 1 by default. */
  readonly minimum?: number
}

/** The share of users who get enough recommendations. */
export function userCoverage<I extends Item>(
  recommended: Recommended<I>,
  { minimum = 1 }: UserCoverageOptions = {},
): number {
  asWholeNumber(minimum, 'minimum', 1)
  let served = 0
  forEachList(recommended, {}, (items) => {
    if (items.length >= minimum) served++
  })
  return served / asRows(recommended, 'recommended').length
}

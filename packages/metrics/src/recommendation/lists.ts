import { asRows, asWholeNumber, type Column, checkNotEmpty } from '../input/column'
import { refuse, shown } from '../input/refuse'
import type { Item } from '../ranking/item-codes'
import { listOf } from '../ranking/judged-rankings'

/** Recommended items per user, best first. */
export type Recommended<I extends Item> = Column<ArrayLike<I>>

export interface ListOptions {
  /** How many ranks from the top; by default the whole list. */
  readonly k?: number
}

/** Calls `visit` with the first `k` items of every user. */
export function forEachList<I extends Item>(
  recommended: Recommended<I>,
  { k }: ListOptions,
  visit: (items: readonly I[], user: number) => void,
): void {
  if (k !== undefined) asWholeNumber(k, 'k', 1)
  const lists = asRows(recommended, 'recommended')
  checkNotEmpty(lists, 'recommended')
  for (let user = 0; user < lists.length; user++) {
    const list = listOf(lists, user, 'recommended')
    visit(Array.prototype.slice.call(list, 0, k), user)
  }
}

/** How often each item of the catalogue is among the first `k` of a list; other items are refused. */
export function countRecommended<I extends Item>(
  recommended: Recommended<I>,
  items: Column<I>,
  options: ListOptions,
): Map<I, number> {
  const counts = new Map<I, number>(Array.from(asRows(items, 'items'), (item) => [item, 0]))
  if (counts.size === 0) refuse({ what: 'items is empty.', where: 'items', fix: 'Pass the whole catalogue.' })
  forEachList(recommended, options, (list, user) => {
    for (const item of list) {
      const count = counts.get(item)
      if (count === undefined) refuseUnknown(item, 'recommended', user, 'items')
      counts.set(item, count + 1)
    }
  })
  return counts
}

/** A mean over users with a value for each, for intervals and paired tests. */
export interface PerUserMean {
  readonly mean: number
  /** One value per user that counts, in the order of `positions`. */
  readonly perUser: Float64Array
  /** The position of each counted user in the input; users with an empty list do not count. */
  readonly positions: Int32Array
}

/** Averages a measure of every list over users; a list whose measure is undefined does not count. */
export function meanOverLists<I extends Item>(
  recommended: Recommended<I>,
  options: ListOptions,
  measure: (items: readonly I[], user: number) => number | undefined,
): PerUserMean {
  const values: number[] = []
  const positions: number[] = []
  forEachList(recommended, options, (items, user) => {
    const value = items.length === 0 ? undefined : measure(items, user)
    if (value === undefined) return
    values.push(value)
    positions.push(user)
  })
  if (values.length === 0) {
    refuse({
      what: 'No list of recommendations is long enough to be measured.',
      where: 'recommended',
      fix: 'Pass at least one list with items.',
    })
  }
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    perUser: Float64Array.from(values),
    positions: Int32Array.from(positions),
  }
}

export function refuseUnknown(item: unknown, name: string, user: number, from: string): never {
  return refuse({
    what: `${name}[${user}] holds ${shown(item)}, which is not in ${from}.`,
    where: `${name}[${user}]`,
    fix: `Add the item to ${from}, or leave it out of the list.`,
    row: user,
  })
}

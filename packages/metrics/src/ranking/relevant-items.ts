import type { Item } from './item-codes'

/**
 * The items that are right for a user: a list or set of them; or with how right each is (its grade), as a map or as
 * two columns.
 */
export type RelevantItems<I extends Item> = Iterable<I> | ReadonlyMap<I, number> | GradedItems<I>

/** Items and their grades side by side, as typed arrays hold them. */
export interface GradedItems<I extends Item> {
  readonly items: ArrayLike<I>
  readonly grades: ArrayLike<number>
}

/** True for a map, also of another realm. */
export function isMap<I extends Item>(items: RelevantItems<I>): items is ReadonlyMap<I, number> {
  return items instanceof Map || Object.prototype.toString.call(items) === '[object Map]'
}

export function isColumns<I extends Item>(items: RelevantItems<I>): items is GradedItems<I> {
  return (
    typeof items === 'object' &&
    items !== null &&
    'items' in items &&
    'grades' in items &&
    isList(items.items) &&
    isList(items.grades)
  )
}

function isList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'length' in value
}

/** How many items are relevant in all, as far as can be told without reading them. */
export function knownItems<I extends Item>(relevant: ArrayLike<RelevantItems<I>>): number {
  let known = 0
  for (let user = 0; user < relevant.length; user++) {
    const items = relevant[user]!
    if (items instanceof Map || items instanceof Set) known += items.size
    else if (Array.isArray(items)) known += items.length
    else if (isColumns(items)) known += items.items.length
  }
  return known
}

import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { type Group, type Groups, groupsOf } from './groups'

/**
 * A wish of the house.
 *
 * - `{ pin: items }` puts items first, or from the rank `at` on, as far as the filters let them.
 * - `{ boost: isNew, by: 1.2 }` raises scores by a factor (below 1 it lowers them); a negative score moves by the same
 *   share of its size.
 * - `{ bury: isOld }` puts items behind all others.
 * - `{ atMost: 2, per: brandOf }` lets each group have so many items of the list; an item may be in several groups.
 * - `{ slots: [3, 7], for: items }` keeps ranks for some items, such as new ones, the best scored first and then in
 *   their order.
 */
export type Rule<Item extends Id> =
  | { readonly pin: Iterable<Item>; readonly at?: number }
  | { readonly boost: (item: Item) => boolean; readonly by: number }
  | { readonly bury: (item: Item) => boolean }
  | { readonly atMost: number; readonly per: (item: Item) => Groups }
  | { readonly slots: readonly number[]; readonly for: Iterable<Item> }

/** Rules by what they do, checked. */
export interface Rules<Item extends Id> {
  /** Item by rank, from 0. */
  readonly pinned: ReadonlyMap<number, Item>
  /** By rank, from 0: the items for which it is kept. */
  readonly slots: ReadonlyMap<number, readonly Item[]>
  readonly boosts: readonly { readonly boost: (item: Item) => boolean; readonly by: number }[]
  readonly buries: readonly ((item: Item) => boolean)[]
  readonly limits: readonly Limit<Item>[]
}

interface Limit<Item> {
  readonly atMost: number
  readonly per: (item: Item) => Groups
}

export function readRules<Item extends Id>(
  rules: readonly Rule<Item>[] | undefined,
  isEligible: (item: Item) => boolean,
): Rules<Item> {
  const pinned = new Map<number, Item>()
  const slots = new Map<number, readonly Item[]>()
  const boosts: { boost: (item: Item) => boolean; by: number }[] = []
  const buries: ((item: Item) => boolean)[] = []
  const limits: Limit<Item>[] = []
  for (const [at, rule] of (rules ?? []).entries()) {
    if (typeof rule !== 'object' || rule === null) refuseRule(at, rule)
    if ('pin' in rule) {
      let rank = readRank(rule.at ?? 1, at)
      if (!isIterable(rule.pin)) refuseRule(at, rule.pin)
      for (const item of new Set(rule.pin)) {
        if (!isEligible(item) || [...pinned.values()].includes(item)) continue
        while (pinned.has(rank)) rank++
        pinned.set(rank++, item)
      }
    } else if ('boost' in rule) {
      if (typeof rule.boost !== 'function') refuseRule(at, rule.boost)
      if (!(rule.by > 0 && rule.by < Number.POSITIVE_INFINITY)) refuseRule(at, rule.by)
      boosts.push(rule)
    } else if ('bury' in rule) {
      if (typeof rule.bury !== 'function') refuseRule(at, rule.bury)
      buries.push(rule.bury)
    } else if ('atMost' in rule) {
      if (!Number.isSafeInteger(rule.atMost) || rule.atMost < 0) refuseRule(at, rule.atMost)
      if (typeof rule.per !== 'function') refuseRule(at, rule.per)
      limits.push(rule)
    } else if ('slots' in rule) {
      if (!isIterable(rule.for)) refuseRule(at, rule.for)
      if (!Array.isArray(rule.slots)) refuseRule(at, rule.slots)
      const items = [...new Set(rule.for)].filter(isEligible)
      for (const rank of rule.slots) slots.set(readRank(rank, at), items)
    } else refuseRule(at, rule)
  }
  return { pinned, slots, boosts, buries, limits }
}

/** Scores as the boosts want them; the same array where there is none. */
export function adjusted<Item extends Id>(
  scores: Float64Array,
  idOf: (item: number) => Item,
  { boosts }: Rules<Item>,
): Float64Array {
  if (boosts.length === 0) return scores
  const changed = scores.slice()
  for (let item = 0; item < changed.length; item++) {
    if (Number.isNaN(changed[item]!)) continue
    const id = idOf(item)
    for (const { boost, by } of boosts) if (boost(id)) changed[item]! += (by - 1) * Math.abs(changed[item]!)
  }
  return changed
}

/** Counts a list's groups against the limits. */
export class Quota<Item extends Id> {
  readonly #counts: readonly Map<Group, number>[]

  constructor(private readonly limits: readonly Limit<Item>[]) {
    this.#counts = limits.map(() => new Map<Group, number>())
  }

  /** Whether the item fits; it is then counted. */
  takes(item: Item): boolean {
    const groups = this.limits.map(({ per }) => groupsOf(per(item)))
    const fits = groups.every((own, at) =>
      own.every((group) => (this.#counts[at]!.get(group) ?? 0) < this.limits[at]!.atMost),
    )
    if (fits) {
      groups.forEach((own, at) => {
        for (const group of own) this.#counts[at]!.set(group, (this.#counts[at]!.get(group) ?? 0) + 1)
      })
    }
    return fits
  }
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function readRank(rank: unknown, at: number): number {
  return typeof rank === 'number' && Number.isSafeInteger(rank) && rank >= 1 ? rank - 1 : refuseRule(at, rank)
}

function refuseRule(at: number, value: unknown): never {
  return refuse('invalid-option', {
    what: `Rule ${at} is none, or ${shown(value)} in it is out of range.`,
    where: `rules[${at}]`,
    fix: 'Pass { pin, at? }, { boost, by }, { bury }, { atMost, per } or { slots, for }; ranks begin at 1, factors are above 0.',
  })
}

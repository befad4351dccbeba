import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { topItems } from '../recommender/top-items'
import { choosers, type Diversity, poolOf } from './diversity'
import type { Eligible } from './eligible'
import { type Group, groupsOf } from './groups'
import type { Reason, Recommendation } from './list-options'
import { adjusted, Quota, type Rules } from './rules'

/** Who has something to say about items, and what. */
export interface ListSource<Item extends Id> {
  readonly name: string
  /** By the source's own numbers; NaN for an item that it has nothing to say about. */
  readonly scores: Float64Array
  readonly idOf: (item: number) => Item
  readonly numberOf: (item: Item) => number
  /** Absent where the source cannot give any, or nobody asked. */
  readonly reasons: ((item: number) => readonly Reason<Item>[]) | undefined
}

export interface ListInput<Item extends Id> {
  readonly n: number
  readonly source: ListSource<Item>
  /** Who fills up what the source leaves; made only where needed. */
  readonly others: Iterable<ListSource<Item>>
  readonly eligible: Eligible<Item>
  readonly rules: Rules<Item>
  readonly diversity: (Diversity<Item> & { readonly strength: number }) | undefined
  /** How alike two items are, where the options do not say. */
  readonly likeness: (first: Item, second: Item) => number
  /** The items of the history, for its mixture of groups. */
  readonly history: readonly Item[]
}

export interface BuiltList<Item extends Id> {
  readonly items: readonly Recommendation<Item>[]
  /** How many of them come from others. */
  readonly fromOthers: number
  /** What had a place by its score and was one too many of its group. */
  readonly overLimit: ReadonlySet<Item>
}

/** A list under all wishes: pins, slots, the best that the limits let in, what others have, and what is buried. */
export function buildList<Item extends Id>(input: ListInput<Item>): BuiltList<Item> {
  const { n, source, rules } = input
  /** By rank, from 0: room is made as it is needed, whatever `n` is. */
  const places = new Map<number, Recommendation<Item>>()
  const used = new Set<Item>()
  const overLimit = new Set<Item>()
  const quota = new Quota(rules.limits)
  const scores = adjusted(source.scores, source.idOf, rules)
  const place = (at: number, item: Item, by: ListSource<Item>, rule?: string) => {
    const number = by.numberOf(item)
    const score = number < 0 ? Number.NaN : (by.scores[number] ?? Number.NaN)
    const isScored = !Number.isNaN(score)
    const reasons = isScored ? by.reasons?.(number) : undefined
    used.add(item)
    places.set(at, {
      item,
      score: isScored ? score : undefined,
      rank: at + 1,
      source: rule ?? (isScored ? by.name : 'slot'),
      ...(reasons && { reasons }),
    })
  }
  for (const [at, item] of rules.pinned) if (at < n && quota.takes(item)) place(at, item, source, 'pin')
  for (const [at, items] of rules.slots) {
    if (at >= n || places.has(at)) continue
    const wanted = bestFirst(items, source).find((item) => !used.has(item) && quota.takes(item))
    if (wanted !== undefined) place(at, wanted, source)
  }
  let at = 0
  let fromOthers = 0
  const isBuried = (item: Item) => rules.buries.some((bury) => bury(item))
  const fill = (by: ListSource<Item>, order: Iterable<number>, buried: boolean) => {
    while (at < n && places.has(at)) at++
    if (at >= n) return
    for (const number of order) {
      const item = by.idOf(number)
      if (used.has(item) || isBuried(item) !== buried) continue
      if (!quota.takes(item)) {
        overLimit.add(item)
        continue
      }
      place(at, item, by)
      if (by !== source) fromOthers++
      while (at < n && places.has(at)) at++
      if (at >= n) return
    }
  }
  const others: ListSource<Item>[] = []
  const fillFrom = (other: ListSource<Item>, buried: boolean) => {
    const boosted = adjusted(other.scores, other.idOf, rules)
    fill(other, ranked(boosted, n, candidates(other, input.eligible)), buried)
  }
  if (n > 0) fill(source, ordered(scores, input), false)
  if (at < n) {
    for (const other of input.others) {
      others.push(other)
      fillFrom(other, false)
      if (at >= n) break
    }
  }
  // What is buried comes behind all others, those of fallbacks too.
  if (at < n && rules.buries.length > 0) {
    fill(source, ordered(scores, input), true)
    for (const other of others) if (at < n) fillFrom(other, true)
  }
  const items = [...places].sort(([a], [b]) => a - b)
  return { items: items.map(([, own], rank) => ({ ...own, rank: rank + 1 })), fromOthers, overLimit }
}

/** The source's items in the order of the list: the most relevant, made more varied where that is wanted. */
function* ordered<Item extends Id>(scores: Float64Array, input: ListInput<Item>): Generator<number> {
  const { n, source, eligible, diversity } = input
  const isCandidate = candidates(source, eligible)
  if (!diversity) return yield* ranked(scores, n, isCandidate)
  const pool = topItems(scores, poolOf(diversity, n), isCandidate)
  const ids = Array.from(pool, (number) => source.idOf(number))
  const likeness = (diversity.by === 'calibrated' ? undefined : diversity.likeness) ?? input.likeness
  const groups = diversity.by === 'calibrated' ? diversity.groups : () => undefined
  const choose = choosers[diversity.by]({
    relevance: relevanceOf(pool, scores),
    strength: diversity.strength,
    likeness: (a, b) => finite(likeness(ids[a]!, ids[b]!)),
    groups: (at) => groupsOf(groups(ids[at]!)),
    taste: tasteOf(input.history.map((item) => groupsOf(groups(item)))),
  })
  const taken = new Set<number>()
  for (const at of choose) {
    taken.add(pool[at]!)
    yield pool[at]!
  }
  for (const number of ranked(scores, pool.length + n, isCandidate)) if (!taken.has(number)) yield number
}

function finite(likeness: number): number {
  if (Number.isFinite(likeness)) return likeness
  return refuse('not-finite', {
    what: `The likeness of two items is ${shown(likeness)}.`,
    where: 'diversity.likeness',
    fix: 'Return a number from 0 to 1 for any two items.',
  })
}

/** All candidates, best first, found in ever larger heaps, because most lists end early. */
function* ranked(
  scores: Float64Array,
  first: number,
  isCandidate: (item: number) => boolean,
): Generator<number> {
  let given = 0
  for (let size = Math.max(1, first); ; size *= 4) {
    const top = topItems(scores, size, isCandidate)
    yield* top.subarray(given)
    if (top.length < size) return
    given = top.length
  }
}

function candidates<Item extends Id>(
  { idOf }: ListSource<Item>,
  eligible: Eligible<Item>,
): (item: number) => boolean {
  return (number) => eligible.has(idOf(number))
}

/** Items with a score before those without, by score; the others in their order. */
function bestFirst<Item extends Id>(items: readonly Item[], { scores, numberOf }: ListSource<Item>): Item[] {
  const scoreOf = (item: Item) => {
    const number = numberOf(item)
    const score = number < 0 ? Number.NaN : (scores[number] ?? Number.NaN)
    return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score
  }
  return items.toSorted((a, b) => {
    const [first, second] = [scoreOf(a), scoreOf(b)]
    return first === second ? 0 : second - first
  })
}

/** The scores of a pool between 0 and 1. */
function relevanceOf(pool: Int32Array, scores: Float64Array): Float64Array {
  const own = Float64Array.from(pool, (number) => scores[number]!)
  const [most, least] = [own[0] ?? 0, own[own.length - 1] ?? 0]
  return most > least ? own.map((score) => (score - least) / (most - least)) : own.fill(1)
}

/** The share of each group, where every item shares itself evenly among its groups. */
function tasteOf(groupsOfItems: readonly (readonly Group[])[]): Map<Group, number> {
  const grouped = groupsOfItems.filter((groups) => groups.length > 0)
  const taste = new Map<Group, number>()
  for (const groups of grouped) {
    for (const group of groups) {
      taste.set(group, (taste.get(group) ?? 0) + 1 / groups.length / grouped.length)
    }
  }
  return taste
}

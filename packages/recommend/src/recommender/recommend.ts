import { refuse } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { type BuiltList, buildList, type ListSource } from '../lists/build-list'
import { checkListOptions } from '../lists/check-list-options'
import { poolOf, readDiversity } from '../lists/diversity'
import { Eligible } from '../lists/eligible'
import type { FilledUp, Recommendations, RecommendOptions } from '../lists/list-options'
import { reasonsOf } from '../lists/reasons'
import { type Rules, readRules } from '../lists/rules'
import { proposedItems } from '../search/item-search'
import { setCosine } from '../sparse'
import { type Fitted, fittedKey, fittedOf } from './fitted'
import { isAbsent, type Query } from './model'
import { assertUnderstood, onlyKnown, queryOf, scoresOf } from './query'
import { type ResolvedSubject, resolveSubject, type Subject } from './subject'

/** A list for a subject: scored by the model, under filters, rules and wishes, filled up by others. */
export function recommendTo<User extends Id, Item extends Id>(
  fitted: Fitted<User, Item>,
  subject: Subject<User, Item>,
  options: RecommendOptions<User, Item>,
): Recommendations<Item> {
  checkListOptions(options, 'recommend')
  const { n = 10, seen = 'exclude', fallback = ['popularity'], reasons } = options
  const { items } = fitted
  const resolved = resolveSubject(subject, fitted.users, items)
  assertUnderstood(fitted, resolved)
  const query = queryOf(fitted, resolved)
  const history = Array.from(query.history.items, (item) => items.idOf(item))
  const eligible = new Eligible<Item>(options, seen === 'exclude' ? history : [])
  const most = typeof reasons === 'object' ? reasons.most : undefined
  const rules = readRules(options.rules, (item) => eligible.has(item))
  const diversity = readDiversity(options.diversity)
  const wantsReasons = reasons ? { most } : undefined
  const list = (proposed: Int32Array | undefined) =>
    buildList({
      n,
      source: sourceOf(fitted, query, eligible, wantsReasons, proposed),
      others: othersOf(fitted, subject, fallback, eligible, wantsReasons),
      eligible,
      rules,
      diversity,
      likeness: (first, second) => likenessOf(fitted, items.numberOf(first), items.numberOf(second)),
      history,
    })
  const proposed = proposals(fitted, query, eligible, options, { rules, pool: poolOf(diversity, n) })
  const quick = proposed && list(proposed)
  // Where what was proposed does not fill the list, such as under limits per group, all items are scored.
  const built = quick && quick.items.length === n && quick.fromOthers === 0 ? quick : list(undefined)
  const filledUp: FilledUp = { items: built.fromOthers, because: needOf(fitted, resolved, query) }
  return {
    items: built.items,
    ...(built.fromOthers > 0 && { filledUp }),
    ...(built.items.length < n && {
      short: { asked: n, given: built.items.length, because: `${whyShort(built, eligible, items.ids)}.` },
    }),
  }
}

function whyShort<Item extends Id>(
  { items, overLimit }: BuiltList<Item>,
  eligible: Eligible<Item>,
  all: readonly Item[],
): string {
  return eligible.account(all, new Set(items.map(({ item }) => item)), overLimit)
}

/** The items that an index proposes; undefined where all are to be scored: a boost may lift any of them. */
function proposals<User extends Id, Item extends Id>(
  { model, items }: Fitted<User, Item>,
  query: Query,
  eligible: Eligible<Item>,
  { search }: RecommendOptions<User, Item>,
  { rules, pool }: { readonly rules: Rules<Item>; readonly pool: number },
): Int32Array | undefined {
  if (!search || eligible.only || rules.boosts.length > 0 || rules.buries.length > 0) return undefined
  if (query.user < 0 && model.foldsIn !== true) return undefined
  const known = onlyKnown(query, model.items)
  return proposedItems(search, model, known, pool, (item) => eligible.has(items.idOf(item)))
}

/** What a fitted model has to say to a query, of all items or of those proposed. */
function sourceOf<User extends Id, Item extends Id>(
  fitted: Fitted<User, Item>,
  query: Query,
  eligible: Eligible<Item>,
  reasons: { readonly most: number | undefined } | undefined,
  proposed?: Int32Array,
): ListSource<Item> {
  const { model, items, algorithm } = fitted
  const only = proposed ?? (eligible.only && numbersOf(fitted, eligible.only))
  const { explain } = model
  const idOf = (item: number) => items.idOf(item)
  return {
    name: algorithm.name,
    scores: scoresOf(fitted, query, only),
    idOf,
    numberOf: (item) => items.numberOf(item),
    reasons:
      reasons && !isAbsent(explain)
        ? (item) => reasonsOf(explain(query, item), query.history, idOf, reasons.most)
        : undefined,
  }
}

/** Those who fill up, one after another as they are needed. */
function* othersOf<User extends Id, Item extends Id>(
  fitted: Fitted<User, Item>,
  subject: Subject<User, Item>,
  fallback: NonNullable<RecommendOptions<User, Item>['fallback']>,
  eligible: Eligible<Item>,
  reasons: { readonly most: number | undefined } | undefined,
): Generator<ListSource<Item>> {
  for (const other of fallback) {
    if (other === 'popularity') yield popularSource(fitted, reasons !== undefined)
    else {
      if (!(fittedKey in other)) refuseFallback()
      const own = fittedOf(other)
      yield sourceOf(own, queryOf(own, resolveSubject(subject, own.users, own.items)), eligible, reasons)
    }
  }
}

function popularSource<User extends Id, Item extends Id>(
  { popularity, items }: Fitted<User, Item>,
  reasons: boolean,
): ListSource<Item> {
  const scores = popularity()
  return {
    name: 'popularity',
    scores,
    idOf: (item) => items.idOf(item),
    numberOf: (item) => items.numberOf(item),
    reasons: reasons ? (item) => [{ base: 'popularity', amount: scores[item]!, share: 1 }] : undefined,
  }
}

/** Why others have to fill up. */
function needOf<User extends Id, Item extends Id>(
  { model }: Fitted<User, Item>,
  { named, user }: ResolvedSubject,
  query: Query,
): FilledUp['because'] {
  if (query.history.items.length === 0) return named && user < 0 ? 'unknown-user' : 'no-history'
  return query.user < 0 && model.foldsIn !== true ? 'no-fold-in' : 'too-few-scored'
}

/** The cosine of two items as sets of users. */
function likenessOf<User extends Id, Item extends Id>(
  { byItem }: Fitted<User, Item>,
  first: number,
  second: number,
): number {
  if (first < 0 || second < 0) return 0
  const { offsets, indices } = byItem()
  const usersOf = (item: number) => indices.subarray(offsets[item]!, offsets[item + 1]!)
  return setCosine(usersOf(first), usersOf(second))
}

/** The numbers of the items that the model knows, each once and ascending. */
function numbersOf<User extends Id, Item extends Id>(
  { items, model }: Fitted<User, Item>,
  wanted: Iterable<Item>,
): Int32Array {
  const numbers = new Set<number>()
  for (const item of wanted) {
    const number = items.numberOf(item)
    if (number >= 0 && number < model.items) numbers.add(number)
  }
  return Int32Array.from(numbers).sort()
}

function refuseFallback(): never {
  return refuse('invalid-option', {
    what: 'A fallback is no fitted recommender.',
    where: 'fallback',
    fix: "Pass what fit or loadRecommender gave, not the algorithm, or 'popularity'.",
  })
}

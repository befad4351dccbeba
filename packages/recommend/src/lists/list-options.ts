import type { Id } from '../interactions/id-table'
import type { Recommender } from '../recommender/recommender'
import type { ItemSearch } from '../search/item-search'
import type { Diversity } from './diversity'
import type { Rule } from './rules'

export interface FilterOptions<Item extends Id> {
  /** The only items that may be recommended. */
  readonly only?: Iterable<Item>
  /** Items that must not be recommended. */
  readonly exclude?: Iterable<Item>
  /** Whether an item may be recommended at this moment, such as whether it is in stock. */
  readonly where?: (item: Item) => boolean
}

export interface RecommendOptions<User extends Id, Item extends Id> extends FilterOptions<Item> {
  /** How many; 10 by default. There are fewer only where candidates run out, and `short` says why. */
  readonly n?: number
  /** Whether items of the history may be recommended again; `'exclude'` by default. */
  readonly seen?: 'exclude' | 'include'
  /** Wishes of the house, such as at most two of a brand; see {@link Rule}. */
  readonly rules?: readonly Rule<Item>[]
  /** How much to trade relevance for variety; a number from 0 to 1 is that of `mmr`. */
  readonly diversity?: number | Diversity<Item>
  /** Whether each item says why it is there; the parts add up to its score. */
  readonly reasons?: boolean | { readonly most: number }
  /**
   * Who fills up the list, in this order, where the model has too little to say: fitted recommenders, or `'popularity'`,
   * which is the default; `[]` for nobody.
   */
  readonly fallback?: readonly Fallback<User, Item>[]
  /**
   * An index that proposes the items to score, from `approximateSearch`. By default every item is scored; so they are
   * where a boost may lift any of them, and where what is proposed does not fill the list.
   */
  readonly search?: ItemSearch
}

export type Fallback<User extends Id, Item extends Id> = 'popularity' | Recommender<User, Item>

export interface Recommendation<Item extends Id> {
  readonly item: Item
  /** What the source gives the item; absent where a rule alone put it there. Comparable within a source only. */
  readonly score: number | undefined
  /** From 1. */
  readonly rank: number
  /** The algorithm that recommends it, or `'pin'` or `'slot'` where a rule does without one. */
  readonly source: string
  /** Where `reasons` were asked for and the source can give them. */
  readonly reasons?: readonly Reason<Item>[]
}

/** A part of a score. `share` is its part of the sum; the shares of a list of reasons add up to 1. */
export type Reason<Item extends Id> =
  | { readonly because: Item; readonly amount: number; readonly share: number }
  | { readonly base: string; readonly amount: number; readonly share: number }

export interface Recommendations<Item extends Id> {
  readonly items: readonly Recommendation<Item>[]
  /** Why others had to fill up; absent where the model served alone. */
  readonly filledUp?: FilledUp
  /** Why there are fewer than `n`; absent where there are `n`. */
  readonly short?: Shortfall
}

export interface FilledUp {
  /** How many items come from others. */
  readonly items: number
  readonly because: 'unknown-user' | 'no-history' | 'no-fold-in' | 'too-few-scored'
}

export interface Shortfall {
  readonly asked: number
  readonly given: number
  /** A sentence that counts what stood in the way. */
  readonly because: string
}

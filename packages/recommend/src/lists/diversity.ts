import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { calibrated } from './calibrated'
import { determinantal } from './determinantal'
import type { Group, Groups } from './groups'
import { marginal } from './marginal'

/**
 * How a list becomes more varied than the best scores alone.
 *
 * - `mmr`: an item loses by its likeness to the most alike of those chosen before it (maximal marginal relevance,
 *   Carbonell and Goldstein 1998).
 * - `dpp`: the set of items spans as much as it can (determinantal point process, greedily; Chen et al. 2018).
 * - `calibrated`: the list has the mixture of groups, such as genres, that the history has (Steck 2018).
 */
export type Diversity<Item extends Id> =
  | (Strength & Likeness<Item> & { readonly by: 'mmr' | 'dpp' })
  | (Strength & {
      readonly by: 'calibrated'
      /** The groups of an item, such as its genres. */
      readonly groups: (item: Item) => Groups
    })

interface Strength {
  /** From 0, relevance alone, to 1, variety alone; 0.5 by default. */
  readonly strength?: number
  /** Among how many of the best items is chosen; ten times `n`, and at least 100, by default. */
  readonly pool?: number
}

interface Likeness<Item> {
  /** How alike two items are, from 0 to 1; by default the cosine of the users who know them. */
  readonly likeness?: (first: Item, second: Item) => number
}

/** Chooses one by one out of a pool that is ordered by relevance. */
export type Chooser = (input: ChooserInput) => Generator<number>

export interface ChooserInput {
  /** How relevant each of the pool is, from 0 to 1. */
  readonly relevance: Float64Array
  readonly strength: number
  /** How alike two of the pool are. */
  readonly likeness: (first: number, second: number) => number
  /** The groups of one of the pool. */
  readonly groups: (at: number) => readonly Group[]
  /** The share that each group has in the history. */
  readonly taste: ReadonlyMap<Group, number>
}

export const choosers = {
  mmr: marginal,
  dpp: determinantal,
  calibrated,
} as const satisfies Record<Diversity<Id>['by'], Chooser>

/** How many of the best items have to be there for a list of `n`. */
export function poolOf(diversity: { readonly pool?: number } | undefined, n: number): number {
  return diversity ? (diversity.pool ?? Math.max(10 * n, 100)) : n
}

export function readDiversity<Item extends Id>(
  diversity: number | Diversity<Item> | undefined,
): (Diversity<Item> & { readonly strength: number }) | undefined {
  if (diversity === undefined || diversity === 0) return undefined
  const wanted: Diversity<Item> =
    typeof diversity === 'number' ? { by: 'mmr', strength: diversity } : diversity
  const { strength = 0.5, pool } = wanted
  const isKnown = typeof wanted === 'object' && wanted !== null && Object.hasOwn(choosers, wanted.by)
  const isShare = typeof strength === 'number' && strength >= 0 && strength <= 1
  const isPool = pool === undefined || (Number.isSafeInteger(pool) && pool > 0)
  if (isKnown && isShare && isPool) {
    const [name, own] = wanted.by === 'calibrated' ? ['groups', wanted.groups] : ['likeness', wanted.likeness]
    if (typeof own === 'function' || (own === undefined && wanted.by !== 'calibrated'))
      return { ...wanted, strength }
    return refuse('invalid-option', {
      what: `${name} is ${shown(own)}.`,
      where: `diversity.${name}`,
      fix: 'Pass a function of items.',
    })
  }
  return refuse('invalid-option', {
    what: `diversity is ${isKnown ? shown(isShare ? pool : strength) : shown(diversity)}.`,
    where: 'diversity',
    fix: "Pass a strength from 0 to 1, or { by: 'mmr', 'dpp' or 'calibrated', strength?, pool? }.",
  })
}

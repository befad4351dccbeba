import type { OnProgress } from '@graftjs/base'
import { GraftError, RandomKey } from '@graftjs/base'
import { type FactorizedModel, isDescribed, isFactorized } from '../algorithms/factors/factors'
import { optionalLibrary } from '../input/optional-library'
import { refuse, shown } from '../input/refuse'
import type { Id } from '../interactions/id-table'
import { breathing } from '../recommender/fit-context'
import { fittedOf } from '../recommender/fitted'
import type { Recommender } from '../recommender/recommender'
import { topItems } from '../recommender/top-items'
import { type ItemSearch, MARGIN, proposalsKey } from './item-search'
import type { NearestIndex } from './nearest-index'
import { usearchIndex } from './usearch-index'

export interface SearchOptions {
  /** Of how many best items it is measured how many are found; 10 by default. */
  readonly k?: number
  /** Over how many users that is measured; 200 by default. */
  readonly users?: number
  /** How many items are looked at on the way, at least: more find more and take longer; 256 by default. */
  readonly expansion?: number
  /** How many near items each is linked to; 16 by default. */
  readonly connectivity?: number
  /** Of the users by whom the recall is measured; 1 by default. */
  readonly seed?: number
  readonly onProgress?: OnProgress
  readonly signal?: AbortSignal
}

/**
 * Makes lists of a large catalogue quicker: an index proposes the items to score, and its recall is measured against
 * exact search. For models of factors, with the library `usearch` installed; otherwise, and wherever the index does not
 * fill a list, every item is scored, and `because` says why. It is made for a model as it is, and anew after an update.
 *
 * @throws GraftError `invalid-option`, `aborted`.
 *
 * @example
 * const search = await approximateSearch(model)
 * console.log(String(search)) // approximate search among 120,000 items finds 0.988 of the best 10 (of 200 users)
 * model.recommend({ user: 'ann' }, { n: 10, search })
 */
export async function approximateSearch<User extends Id, Item extends Id>(
  recommender: Recommender<User, Item>,
  options: SearchOptions = {},
): Promise<ItemSearch> {
  const { k = 10, users = 200, expansion = 256, connectivity = 16, seed = 1, onProgress, signal } = options
  for (const [name, value] of Object.entries({ k, users, expansion, connectivity })) readCount(value, name)
  const { model } = fittedOf(recommender)
  if (!isFactorized(model)) return exact(k, `${recommender.algorithm} has no factors to search by`)
  const library = await optionalLibrary('usearch', () => import('usearch')).catch((error: unknown) => {
    if (!GraftError.isInstance(error)) throw error
    return undefined
  })
  if (!library) return exact(k, 'the library usearch is not installed (npm install usearch)')
  const breath = breathing(signal, onProgress)
  const index = await usearchIndex(library, model, { connectivity, expansion }, breath.breathe)
  const asked = drawn(model, users, seed)
  let found = 0
  for (const [at, user] of asked.entries()) {
    breath.report({ step: at, steps: asked.length, message: 'measuring recall' })
    await breath.breathe()
    found += shareFound(model, index, user, k)
  }
  const recall = found / asked.length
  const told = `approximate search among ${index.size} items finds ${recall.toFixed(3)} of the best ${k} (of ${asked.length} users)`
  return {
    kind: 'approximate',
    recall,
    k,
    users: asked.length,
    toString: () => told,
    [proposalsKey]: { model, index },
  }
}

function exact(k: number, because: string): ItemSearch {
  const told = `exact search: ${because}, so every item is scored`
  return { kind: 'exact', recall: 1, k, users: 0, because, toString: () => told, [proposalsKey]: undefined }
}

/** Some users of whose taste something is known. */
function drawn({ products, users }: FactorizedModel, count: number, seed: number): number[] {
  const order = RandomKey.from(seed).permutation(users)
  return Array.from(order)
    .filter((user) => isDescribed(products.userFactors, user, products.depth))
    .slice(0, count)
}

/** The share of a user's best items, found by scoring all, that a list out of what the index proposes has. */
function shareFound(model: FactorizedModel, index: NearestIndex, user: number, k: number): number {
  const query = {
    user,
    history: { items: new Int32Array(0), weights: new Float32Array(0), times: undefined },
  }
  const scores = new Float64Array(model.items).fill(Number.NaN)
  model.score(query, scores)
  const best = topItems(scores, k)
  const taste = model.factorsOf(query)
  if (!taste || best.length === 0) return 1
  const found = new Set(index.find(taste, k + MARGIN))
  return best.filter((item) => found.has(item)).length / best.length
}

function readCount(value: unknown, name: string): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 100_000) return
  refuse('invalid-option', {
    what: `${name} is ${shown(value)}.`,
    where: 'approximateSearch',
    fix: 'Pass a whole number of 1 or more.',
  })
}

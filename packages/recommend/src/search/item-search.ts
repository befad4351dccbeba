import type { FactorizedModel } from '../algorithms/factors/factors'
import { refuse } from '../input/refuse'
import type { Model, Query } from '../recommender/model'
import type { NearestIndex } from './nearest-index'

/** How lists find their items: by scoring all of them, or what an index proposes. `String(search)` says it in a line. */
export interface ItemSearch {
  readonly kind: 'approximate' | 'exact'
  /** The share of the best `k` items that is found, the mean over some users; 1 for exact search. */
  readonly recall: number
  readonly k: number
  /** Over how many users the recall was measured. */
  readonly users: number
  /** Why every item is scored; absent where an index is there. */
  readonly because?: string
  toString(): string
  /** @internal */
  readonly [proposalsKey]: Proposals | undefined
}

/** Under which a search keeps its index. */
export const proposalsKey = Symbol('proposals')

/** An index, and the model that it was made of. */
export interface Proposals {
  readonly model: FactorizedModel
  readonly index: NearestIndex
}

/**
 * The items to score for a list, ascending: so many that `count` of them may be recommended.
 *
 * @returns undefined where all are to be scored: the index knows too few.
 * @throws GraftError `invalid-option` for the index of another model.
 */
export function proposedItems(
  { [proposalsKey]: proposals }: ItemSearch,
  model: Model,
  query: Query,
  count: number,
  isEligible: (item: number) => boolean,
): Int32Array | undefined {
  if (!proposals) return undefined
  if (proposals.model !== model) refuseOther()
  const user = proposals.model.factorsOf(query)
  if (!user) return undefined
  const { index } = proposals
  for (let asked = count + MARGIN; 2 * asked < index.size; asked *= 4) {
    const found = index.find(user, asked)
    let eligible = 0
    for (const item of found) if (isEligible(item)) eligible++
    if (eligible >= count) return found.sort()
  }
  return undefined
}

/** Items beyond those that are wanted: ranked by their exact scores they mend what the index mixes up. */
export const MARGIN = 32

function refuseOther(): never {
  return refuse('invalid-option', {
    what: 'The search was made for another model, or before its last update.',
    where: 'search',
    fix: 'Make it anew: await approximateSearch(model).',
  })
}

import { asRows, type Column, checkNotEmpty } from '../input/column'
import { refuse, refuseOption, refuseValue } from '../input/refuse'
import type { Item } from './item-codes'
import { Judging, type ListedHits } from './judging'
import type { RelevantItems } from './relevant-items'

export interface JudgeOptions {
  /**
   * Users without a relevant item cannot be served well or badly: they are left out of every mean (default),
   * or count 0, as ranx and trec_eval count them.
   */
  readonly withoutRelevant?: 'leave-out' | 'zero'
  /** The grade from which an item counts as relevant; items below are as good as unknown. By default any above 0. */
  readonly relevantFrom?: number
  /**
   * `sampled` where the model ranked the relevant items among a sample of the others only; the figures then
   * carry a warning. `full` by default.
   */
  readonly protocol?: 'full' | 'sampled'
}

/** Ranked lists, seen only through where their relevant items stand: what every ranking measure starts from. */
export interface JudgedRankings extends ListedHits {
  /** How many users count. */
  readonly users: number
  /** The position of each counted user in the input. */
  readonly positions: Int32Array
  readonly warnings: readonly RankingWarning[]
}

export interface RankingWarning {
  readonly code: 'sampled-ranking'
  readonly message: string
  readonly source: string
}

/**
 * Looks up which items of ranked lists are relevant, once for all measures.
 *
 * @param relevant per user the items that are right for them.
 * @param ranked per user the items that a model put in order, best first.
 * @throws GraftError `invalid-data` for unequal lengths, an item twice in a list, grades that are negative or no
 *   numbers, or where no user counts; it names the user's position.
 *
 * @example
 * const rankings = judgeRankings([['a', 'c'], ['b']], [['a', 'b', 'c'], ['c', 'b']])
 * ndcg(rankings, { k: 10 }).mean
 * recallAt(rankings, { k: 2 }).mean // 0.75
 */
export function judgeRankings<I extends Item>(
  relevant: Column<RelevantItems<I>>,
  ranked: Column<ArrayLike<I>>,
  { withoutRelevant = 'leave-out', relevantFrom = Number.MIN_VALUE, protocol = 'full' }: JudgeOptions = {},
): JudgedRankings {
  const relevantRows = asRows(relevant, 'relevant')
  const rankedRows = asRows(ranked, 'ranked')
  checkNotEmpty(relevantRows, 'relevant')
  if (relevantRows.length !== rankedRows.length) {
    refuse({
      what: `relevant has ${relevantRows.length} users and ranked has ${rankedRows.length}.`,
      where: 'ranked',
      fix: 'Pass one list per user in both, in the same order; an empty list where nothing was recommended.',
    })
  }
  if (!(typeof relevantFrom === 'number' && relevantFrom > 0)) {
    refuseOption(relevantFrom, 'relevantFrom', 'Pass a grade above 0: items of grade 0 are not relevant.')
  }
  const judging = new Judging<I>(relevantRows, relevantFrom)
  const positions = new Int32Array(relevantRows.length)
  let users = 0
  for (let user = 0; user < relevantRows.length; user++) {
    const relevant = judging.judge(relevantRows[user]!, user)
    if (relevant === 0 && withoutRelevant === 'leave-out') continue
    judging.list(listOf(rankedRows, user, 'ranked'), user)
    positions[users++] = user
  }
  if (users === 0) {
    refuse({
      what: 'No user has a relevant item.',
      where: 'relevant',
      fix: "Evaluate on users with at least one, or pass withoutRelevant: 'zero'.",
    })
  }
  return {
    users,
    positions: positions.subarray(0, users),
    ...judging.result(),
    warnings: protocol === 'sampled' ? [sampledWarning] : [],
  }
}

/** Why figures from sampled candidates are not to be compared. */
export const sampledWarning: RankingWarning = {
  code: 'sampled-ranking',
  message:
    'The relevant items were ranked among a sample of the catalogue: such figures are far higher than over all items and can order models differently.',
  source:
    'Krichene and Rendle, On Sampled Metrics for Item Recommendation, KDD 2020, doi:10.1145/3394486.3403226',
}

/** The list of one user, or a refusal. */
export function listOf<I>(lists: ArrayLike<ArrayLike<I>>, user: number, name: string): ArrayLike<I> {
  const list = lists[user]
  if (typeof list === 'object' && list !== null && typeof list.length === 'number') return list
  return refuseValue(list, `${name}[${user}]`, 'a list of items', 'Pass an array of items, best first.', user)
}

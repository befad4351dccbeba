import type { JudgedRankings } from './judged-rankings'
import { type CutOff, hitsIn, type RankingScore, scoreUsers } from './ranking-score'

/**
 * The share of the first `k` ranks that hold a relevant item; a list shorter than `k` is filled up with misses.
 * Without `k`, the share of the whole list. Equals trec_eval's `P_k` and ranx's `precision@k`.
 */
export function precisionAt(rankings: JudgedRankings, options: CutOff = {}): RankingScore {
  return scoreUsers(rankings, options, (list) => {
    const ranks = options.k ?? list.length
    return ranks === 0 ? 0 : hitsIn(list) / ranks
  })
}

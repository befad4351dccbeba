import type { JudgedRankings } from './judged-rankings'
import { type CutOff, hitsIn, type RankingScore, scoreUsers } from './ranking-score'

/**
 * The share of users with at least one relevant item among the first `k` ranks. Equals trec_eval's `success_k`
 * and ranx's `hit_rate@k`.
 */
export function hitRate(rankings: JudgedRankings, options: CutOff = {}): RankingScore {
  return scoreUsers(rankings, options, (list) => (hitsIn(list) > 0 ? 1 : 0))
}

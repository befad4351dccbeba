import type { JudgedRankings } from './judged-rankings'
import { type CutOff, type RankingScore, scoreUsers } from './ranking-score'

/**
 * 1 ÷ the rank of the first relevant item, 0 where there is none among the first `k`; its mean is MRR. Equals
 * trec_eval's `recip_rank` and ranx's `mrr@k`.
 */
export function reciprocalRank(rankings: JudgedRankings, options: CutOff = {}): RankingScore {
  return scoreUsers(rankings, options, ({ first, end }) =>
    first === end ? 0 : 1 / rankings.hitRanks[first]!,
  )
}

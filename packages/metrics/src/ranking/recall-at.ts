import type { JudgedRankings } from './judged-rankings'
import { type CutOff, hitsIn, type RankingScore, scoreUsers } from './ranking-score'

export interface RecallAtOptions extends CutOff {
  /** Divide by the hits that `k` ranks could hold at most, so that 1 can be reached; false by default. */
  readonly capped?: boolean
}

/**
 * The share of a user's relevant items that are among the first `k` ranks. Equals trec_eval's `recall_k` and
 * ranx's `recall@k`.
 */
export function recallAt(rankings: JudgedRankings, options: RecallAtOptions = {}): RankingScore {
  const { k = Infinity, capped = false } = options
  return scoreUsers(rankings, options, (list) => {
    const reachable = capped ? Math.min(k, list.relevant) : list.relevant
    return reachable === 0 ? 0 : hitsIn(list) / reachable
  })
}

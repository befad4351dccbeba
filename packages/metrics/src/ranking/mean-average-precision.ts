import type { JudgedRankings } from './judged-rankings'
import { type CutOff, type RankingScore, scoreUsers } from './ranking-score'

export interface MeanAveragePrecisionOptions extends CutOff {
  /** Divide by the hits that `k` ranks could hold at most, so that 1 can be reached; false by default. */
  readonly capped?: boolean
}

/**
 * Precision at the rank of every relevant item, averaged over all relevant items of the user (those that are
 * not listed count 0); its mean is MAP. Equals trec_eval's `map` and `map_cut_k` and ranx's `map@k`.
 */
export function meanAveragePrecision(
  rankings: JudgedRankings,
  options: MeanAveragePrecisionOptions = {},
): RankingScore {
  const { k = Infinity, capped = false } = options
  return scoreUsers(rankings, options, ({ first, end, relevant }) => {
    const reachable = capped ? Math.min(k, relevant) : relevant
    if (reachable === 0) return 0
    let sum = 0
    for (let hit = first; hit < end; hit++) sum += (hit - first + 1) / rankings.hitRanks[hit]!
    return sum / reachable
  })
}

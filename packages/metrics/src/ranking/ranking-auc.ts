import type { JudgedRankings } from './judged-rankings'
import { type RankingScore, scoreUsers } from './ranking-score'

/**
 * The share of pairs of a relevant and another listed item that are in the right order, user by user: the area
 * under the ROC curve of a full ranking. A list without such a pair counts 0.5, and relevant items that are not
 * listed have no part, so rank all candidates.
 */
export function rankingAuc(rankings: JudgedRankings): RankingScore {
  return scoreUsers(rankings, {}, ({ first, end, length }) => {
    const hits = end - first
    const misses = length - hits
    let right = 0
    for (let hit = first; hit < end; hit++) {
      const missesBefore = rankings.hitRanks[hit]! - 1 - (hit - first)
      right += misses - missesBefore
    }
    return hits === 0 || misses === 0 ? 0.5 : right / (hits * misses)
  })
}

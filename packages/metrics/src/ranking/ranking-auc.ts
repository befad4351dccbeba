import type { JudgedRankings } from './judged-rankings'
import { type RankingScore, scoreUsers } from './ranking-score'

/**
 * The share of pairs of a relevant and another listed item that are in the right order, user by user: the area
 * under the ROC curve of a full ranking. A list without such a pair counts 0.5, and relevant items that are not
 * listed have no part, so rank all candidates.
 */
export function rankingAuc(rankings: JudgedRankings): RankingScore {
  return scoreUsers(rankings, {}, ({ start, end }) => {
    let hits = 0
    let right = 0
    for (let at = start; at < end; at++) {
      if (rankings.grades[at]! > 0) hits++
      else right += hits
    }
    const misses = end - start - hits
    return hits === 0 || misses === 0 ? 0.5 : right / (hits * misses)
  })
}

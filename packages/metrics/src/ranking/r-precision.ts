import type { JudgedRankings } from './judged-rankings'
import { hitsIn, type RankingScore, scoreUsers } from './ranking-score'

/**
 * Precision over as many ranks as the user has relevant items: 1 where these are exactly the first ones. Equals
 * trec_eval's `Rprec` and ranx's `r_precision`.
 */
export function rPrecision(rankings: JudgedRankings): RankingScore {
  return scoreUsers(rankings, {}, (list) => {
    if (list.relevant === 0) return 0
    let { end } = list
    while (end > list.first && rankings.hitRanks[end - 1]! > list.relevant) end--
    return hitsIn({ ...list, end }) / list.relevant
  })
}

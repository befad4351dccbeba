import type { JudgedRankings } from './judged-rankings'
import { hitsIn, type RankingScore, scoreUsers } from './ranking-score'

/**
 * Precision over as many ranks as the user has relevant items: 1 where these are exactly the first ones. Equals
 * trec_eval's `Rprec` and ranx's `r_precision`.
 */
export function rPrecision(rankings: JudgedRankings): RankingScore {
  return scoreUsers(rankings, {}, (list) => {
    if (list.relevant === 0) return 0
    const end = Math.min(list.end, list.start + list.relevant)
    return hitsIn(rankings, { ...list, end }) / list.relevant
  })
}

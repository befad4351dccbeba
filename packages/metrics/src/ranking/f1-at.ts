import type { JudgedRankings } from './judged-rankings'
import { type CutOff, hitsIn, type RankingScore, scoreUsers } from './ranking-score'

/** The harmonic mean of precision and recall over the first `k` ranks, user by user. Equals ranx's `f1@k`. */
export function f1At(rankings: JudgedRankings, options: CutOff = {}): RankingScore {
  return scoreUsers(rankings, options, (list) => {
    const ranks = options.k ?? list.length
    return ranks + list.relevant === 0 ? 0 : (2 * hitsIn(list)) / (ranks + list.relevant)
  })
}

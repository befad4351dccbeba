import { asOpenShare } from '../input/column'
import type { JudgedRankings } from './judged-rankings'
import { type CutOff, type RankingScore, scoreUsers } from './ranking-score'

export interface RankBiasedPrecisionOptions extends CutOff {
  /** The probability of looking at the next rank; 0.8 by default. */
  readonly persistence?: number
}

/**
 * What share of what they look at is relevant, for a user who goes on to the next rank with a fixed
 * probability: (1 − p) Σ relevant·p^(rank − 1) (Moffat and Zobel 2008). Equals ranx's `rbp`
 * where grades are 1; a higher grade makes an item no more relevant here.
 */
export function rankBiasedPrecision(
  rankings: JudgedRankings,
  options: RankBiasedPrecisionOptions = {},
): RankingScore {
  const persistence = asOpenShare(options.persistence ?? 0.8, 'persistence')
  return scoreUsers(rankings, options, ({ first, end }) => {
    let sum = 0
    for (let hit = first; hit < end; hit++) sum += persistence ** (rankings.hitRanks[hit]! - 1)
    return (1 - persistence) * sum
  })
}

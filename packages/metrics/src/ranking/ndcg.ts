import { refuseOption } from '../input/refuse'
import type { JudgedRankings } from './judged-rankings'
import { type CutOff, type RankingScore, scoreUsers } from './ranking-score'

export interface NdcgOptions extends CutOff {
  /**
   * What a grade is worth: itself (`linear`, default; Järvelin and Kekäläinen 2002, as trec_eval), or
   * 2^grade − 1 (`exponential`; Burges et al. 2005). The same where grades are 0 and 1.
   */
  readonly gain?: 'linear' | 'exponential'
}

/**
 * Discounted cumulative gain, Σ gain ÷ log2(rank + 1), over the first `k` ranks: how much of what is relevant
 * comes early. Equals ranx's `dcg` and `dcg_burges`.
 */
export function dcg(rankings: JudgedRankings, options: NdcgOptions = {}): RankingScore {
  const discounts = new Discounts()
  const gainOf = gainFunction(options.gain)
  return scoreUsers(rankings, options, ({ first, end }) =>
    discountedHits(rankings, first, end, gainOf, discounts),
  )
}

/**
 * Discounted cumulative gain as a share of the greatest that the user's relevant items allow, from 0 to 1.
 * Equals trec_eval's `ndcg` and `ndcg_cut_k` and ranx's `ndcg` and `ndcg_burges`.
 */
export function ndcg(rankings: JudgedRankings, options: NdcgOptions = {}): RankingScore {
  const discounts = new Discounts()
  const gainOf = gainFunction(options.gain)
  const { ideal, idealStarts } = rankings
  const { k = Infinity } = options
  return scoreUsers(rankings, options, ({ first, end, relevant, user }) => {
    const start = idealStarts[user]!
    let best = 0
    for (let rank = 0; rank < Math.min(k, relevant); rank++) {
      best += gainOf(ideal[start + rank]!) * discounts.at(rank)
    }
    return best === 0 ? 0 : discountedHits(rankings, first, end, gainOf, discounts) / best
  })
}

function discountedHits(
  { hitRanks, hitGrades }: JudgedRankings,
  first: number,
  end: number,
  gainOf: (grade: number) => number,
  discounts: Discounts,
): number {
  let sum = 0
  for (let hit = first; hit < end; hit++) {
    sum += gainOf(hitGrades[hit]!) * discounts.at(hitRanks[hit]! - 1)
  }
  return sum
}

/** What a grade is worth. */
export function gainFunction(gain: 'linear' | 'exponential' = 'linear'): (grade: number) => number {
  if (gain === 'linear') return (grade) => grade
  if (gain === 'exponential') return (grade) => 2 ** grade - 1
  return refuseOption(gain, 'gain', "Pass 'linear' or 'exponential'.")
}

/** 1 ÷ log2(rank + 1) for ranks from 1, kept once computed. */
export class Discounts {
  private table = new Float64Array(0)

  /** The discount at a position counted from 0. */
  at(position: number): number {
    if (position >= this.table.length) {
      this.table = Float64Array.from({ length: 2 * position + 128 }, (_, at) => 1 / Math.log2(at + 2))
    }
    return this.table[position]!
  }
}

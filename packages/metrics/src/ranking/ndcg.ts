import { refuse, shown } from '../input/refuse'
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
  return scoreUsers(rankings, options, ({ start, end }) =>
    discountedSum(rankings.grades, start, end, gainOf, discounts),
  )
}

/**
 * Discounted cumulative gain as a share of the greatest that the user's relevant items allow, from 0 to 1.
 * Equals trec_eval's `ndcg` and `ndcg_cut_k` and ranx's `ndcg` and `ndcg_burges`.
 */
export function ndcg(rankings: JudgedRankings, options: NdcgOptions = {}): RankingScore {
  const discounts = new Discounts()
  const gainOf = gainFunction(options.gain)
  const { grades, ideal, idealStarts } = rankings
  const { k = Infinity } = options
  return scoreUsers(rankings, options, ({ start, end, relevant, user }) => {
    const idealStart = idealStarts[user]!
    const idealEnd = idealStart + Math.min(k, relevant)
    const best = discountedSum(ideal, idealStart, idealEnd, gainOf, discounts)
    return best === 0 ? 0 : discountedSum(grades, start, end, gainOf, discounts) / best
  })
}

function discountedSum(
  grades: Float64Array,
  start: number,
  end: number,
  gainOf: (grade: number) => number,
  discounts: Discounts,
): number {
  let sum = 0
  for (let at = start; at < end; at++) {
    const grade = grades[at]!
    if (grade > 0) sum += gainOf(grade) * discounts.at(at - start)
  }
  return sum
}

/** What a grade is worth. */
export function gainFunction(gain: 'linear' | 'exponential' = 'linear'): (grade: number) => number {
  if (gain === 'linear') return (grade) => grade
  if (gain === 'exponential') return (grade) => 2 ** grade - 1
  return refuse({
    what: `gain is ${shown(gain)}.`,
    where: 'gain',
    fix: "Pass 'linear' or 'exponential'.",
    code: 'invalid-option',
  })
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

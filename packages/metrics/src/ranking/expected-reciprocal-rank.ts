import { refuse, shown } from '../input/refuse'
import type { JudgedRankings } from './judged-rankings'
import { type CutOff, type RankingScore, scoreUsers } from './ranking-score'

export interface ExpectedReciprocalRankOptions extends CutOff {
  /** The greatest grade that an item could have; by default the greatest that occurs. */
  readonly maximumGrade?: number
}

/**
 * The expected reciprocal of the rank where a user is satisfied and stops, where an item of grade g satisfies
 * with probability (2^g − 1) ÷ 2^maximum (Chapelle et al. 2009).
 */
export function expectedReciprocalRank(
  rankings: JudgedRankings,
  options: ExpectedReciprocalRankOptions = {},
): RankingScore {
  const greatest = rankings.ideal.reduce((most, grade) => Math.max(most, grade), 0)
  const { maximumGrade = greatest } = options
  if (!(typeof maximumGrade === 'number' && maximumGrade >= greatest && maximumGrade < Infinity)) {
    refuse({
      what: `maximumGrade is ${shown(maximumGrade)}, and an item has the grade ${greatest}.`,
      where: 'maximumGrade',
      fix: 'Pass the greatest grade that an item can have.',
      code: 'invalid-option',
    })
  }
  return scoreUsers(rankings, options, ({ first, end }) => {
    let sum = 0
    let reach = 1
    for (let hit = first; hit < end; hit++) {
      const satisfied = (2 ** rankings.hitGrades[hit]! - 1) / 2 ** maximumGrade
      sum += (reach * satisfied) / rankings.hitRanks[hit]!
      reach *= 1 - satisfied
    }
    return sum
  })
}

import { asWholeNumber } from '../input/column'
import { sumOf } from '../numeric/sum'
import type { JudgedRankings, RankingWarning } from './judged-rankings'

/** A ranking measure: its mean over users, and its value for each, for intervals and paired tests. */
export interface RankingScore {
  readonly mean: number
  /** One value per counted user, in the order of `rankings.positions`. */
  readonly perUser: Float64Array
  readonly warnings: readonly RankingWarning[]
}

/** The ranks that are looked at. */
export interface CutOff {
  /** How many ranks from the top; by default the whole list. */
  readonly k?: number
}

/** The list of one user, cut off where asked. */
export interface UserList {
  /** Where the hits of the user begin and end in `hitRanks` and `hitGrades`. */
  readonly first: number
  readonly end: number
  /** How many ranks the list has. */
  readonly length: number
  /** How many items are relevant to the user, listed or not. */
  readonly relevant: number
  /** The index of the user among those that count. */
  readonly user: number
}

export function scoreUsers(
  rankings: JudgedRankings,
  { k }: CutOff,
  score: (list: UserList) => number,
): RankingScore {
  if (k !== undefined) asWholeNumber(k, 'k', 1)
  const { users, lengths, hitRanks, hitStarts, idealStarts } = rankings
  const perUser = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    const first = hitStarts[user]!
    let end = hitStarts[user + 1]!
    if (k !== undefined) while (end > first && hitRanks[end - 1]! > k) end--
    const length = k === undefined ? lengths[user]! : Math.min(k, lengths[user]!)
    const relevant = idealStarts[user + 1]! - idealStarts[user]!
    perUser[user] = score({ first, end, length, relevant, user })
  }
  return { mean: sumOf(perUser) / users, perUser, warnings: rankings.warnings }
}

export function hitsIn({ first, end }: UserList): number {
  return end - first
}

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
  /** Where the grades of the user begin and end in `rankings.grades`. */
  readonly start: number
  readonly end: number
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
  const { users, starts, idealStarts } = rankings
  const perUser = new Float64Array(users)
  for (let user = 0; user < users; user++) {
    const start = starts[user]!
    const end = k === undefined ? starts[user + 1]! : Math.min(starts[user + 1]!, start + k)
    perUser[user] = score({ start, end, relevant: idealStarts[user + 1]! - idealStarts[user]!, user })
  }
  return { mean: sumOf(perUser) / users, perUser, warnings: rankings.warnings }
}

export function hitsIn({ grades }: JudgedRankings, { start, end }: UserList): number {
  let hits = 0
  for (let at = start; at < end; at++) if (grades[at]! > 0) hits++
  return hits
}

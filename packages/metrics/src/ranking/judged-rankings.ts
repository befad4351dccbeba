import { asRows, type Column, checkNotEmpty } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { GrowingColumn } from './growing-column'
import { type Item, ItemCodes } from './item-codes'
import { UserMarks } from './user-marks'

/** The items that are right for a user: a list or set of them, or a map from item to how right (its grade). */
export type RelevantItems<I extends Item> = Iterable<I> | ReadonlyMap<I, number>

export interface JudgeOptions {
  /**
   * Users without a relevant item cannot be served well or badly: they are left out of every mean (default),
   * or count 0, as ranx and trec_eval count them.
   */
  readonly withoutRelevant?: 'leave-out' | 'zero'
  /** The grade from which an item counts as relevant; items below are as good as unknown. By default any above 0. */
  readonly relevantFrom?: number
  /**
   * `sampled` where the model ranked the relevant items among a sample of the others only; the figures then
   * carry a warning. `full` by default.
   */
  readonly protocol?: 'full' | 'sampled'
}

/** Ranked lists, seen only through where their relevant items stand: what every ranking measure starts from. */
export interface JudgedRankings {
  /** How many users count. */
  readonly users: number
  /** The position of each counted user in the input. */
  readonly positions: Int32Array
  /** How many items the list of each user has. */
  readonly lengths: Int32Array
  /**
   * The ranks, from 1, of the relevant items in the list of user u, best first:
   * `hitRanks[hitStarts[u]] … hitRanks[hitStarts[u + 1] − 1]`, and the grades of these items.
   */
  readonly hitRanks: Float64Array
  readonly hitGrades: Float64Array
  readonly hitStarts: Int32Array
  /** The grades of all relevant items of user u, greatest first, likewise. */
  readonly ideal: Float64Array
  readonly idealStarts: Int32Array
  readonly warnings: readonly RankingWarning[]
}

export interface RankingWarning {
  readonly code: 'sampled-ranking'
  readonly message: string
  readonly source: string
}

/**
 * Looks up which items of ranked lists are relevant, once for all measures.
 *
 * @param relevant per user the items that are right for them.
 * @param ranked per user the items that a model put in order, best first.
 * @throws GraftError `invalid-data` for unequal lengths, an item twice in a list, grades that are negative or no
 *   numbers, or where no user counts; it names the user's position.
 *
 * @example
 * const rankings = judgeRankings([['a', 'c'], ['b']], [['a', 'b', 'c'], ['c', 'b']])
 * ndcg(rankings, { k: 10 }).mean
 * recallAt(rankings, { k: 2 }).mean // 0.75
 */
export function judgeRankings<I extends Item>(
  relevant: Column<RelevantItems<I>>,
  ranked: Column<ArrayLike<I>>,
  { withoutRelevant = 'leave-out', relevantFrom = Number.MIN_VALUE, protocol = 'full' }: JudgeOptions = {},
): JudgedRankings {
  const relevantRows = asRows(relevant, 'relevant')
  const rankedRows = asRows(ranked, 'ranked')
  checkNotEmpty(relevantRows, 'relevant')
  if (relevantRows.length !== rankedRows.length) {
    refuse({
      what: `relevant has ${relevantRows.length} users and ranked has ${rankedRows.length}.`,
      where: 'ranked',
      fix: 'Pass one list per user in both, in the same order; an empty list where nothing was recommended.',
    })
  }
  if (!(typeof relevantFrom === 'number' && relevantFrom > 0)) {
    refuse({
      what: `relevantFrom is ${shown(relevantFrom)}.`,
      where: 'relevantFrom',
      fix: 'Pass a grade above 0: items of grade 0 are not relevant.',
      code: 'invalid-option',
    })
  }
  const judging = new Judging<I>(relevantRows.length, relevantFrom)
  const positions: number[] = []
  for (let user = 0; user < relevantRows.length; user++) {
    const relevant = judging.judge(relevantRows[user]!, user)
    if (relevant === 0 && withoutRelevant === 'leave-out') continue
    judging.list(listOf(rankedRows, user, 'ranked'), user)
    positions.push(user)
  }
  if (positions.length === 0) {
    refuse({
      what: 'No user has a relevant item.',
      where: 'relevant',
      fix: "Evaluate on users with at least one, or pass withoutRelevant: 'zero'.",
    })
  }
  return {
    users: positions.length,
    positions: Int32Array.from(positions),
    ...judging.result(),
    warnings: protocol === 'sampled' ? [sampledWarning] : [],
  }
}

/** Looks up the items of one user after the other. */
class Judging<I extends Item> {
  private readonly codes = new ItemCodes<I>()
  private readonly marks = new UserMarks()
  private readonly ranks: GrowingColumn
  private readonly grades: GrowingColumn
  private readonly ideal: GrowingColumn
  private readonly lengths: number[] = []
  private readonly hitStarts = [0]
  private readonly idealStarts = [0]

  constructor(
    users: number,
    private readonly relevantFrom: number,
  ) {
    this.ranks = new GrowingColumn(users)
    this.grades = new GrowingColumn(users)
    this.ideal = new GrowingColumn(users)
  }

  /** Marks the grade of every item of a user and returns how many are relevant. */
  judge(items: RelevantItems<I>, user: number): number {
    this.marks.begin(user)
    const start = this.ideal.length
    if (isGraded(items)) {
      items.forEach((grade, item) => {
        this.note(item, grade, user)
      })
    } else if (typeof items === 'object' && items !== null && Symbol.iterator in items) {
      for (const item of items) this.note(item, 1, user)
    } else {
      refuse({
        what: `relevant[${user}] is ${shown(items)}, not a list of items.`,
        where: `relevant[${user}]`,
        fix: 'Pass an array, a set, or a map from item to grade.',
        row: user,
      })
    }
    this.ideal.sortFrom(start)
    return this.ideal.length - start
  }

  private note(item: I, grade: number, user: number): void {
    if (typeof grade !== 'number' || !(grade >= 0) || grade === Infinity) {
      refuse({
        what: `relevant[${user}] gives ${shown(item)} the grade ${shown(grade)}.`,
        where: `relevant[${user}]`,
        fix: 'Pass finite grades of 0 or more.',
        row: user,
      })
    }
    const relevant = grade >= this.relevantFrom
    if (!this.marks.judge(this.codes.codeOf(item, 'relevant', user), relevant ? grade : 0)) {
      refuseRepeat(item, 'relevant', user)
    }
    if (relevant) this.ideal.push(grade)
  }

  /** Finds the relevant items in the list of the user that was judged last. */
  list(items: ArrayLike<I>, user: number): void {
    for (let at = 0; at < items.length; at++) {
      const grade = this.marks.list(this.codes.codeOf(items[at]!, 'ranked', user))
      if (grade === 0) continue
      if (grade < 0) refuseRepeat(items[at], 'ranked', user)
      this.ranks.push(at + 1)
      this.grades.push(grade)
    }
    this.lengths.push(items.length)
    this.hitStarts.push(this.ranks.length)
    this.idealStarts.push(this.ideal.length)
  }

  result(): Omit<JudgedRankings, 'users' | 'positions' | 'warnings'> {
    return {
      lengths: Int32Array.from(this.lengths),
      hitRanks: this.ranks.values(),
      hitGrades: this.grades.values(),
      hitStarts: Int32Array.from(this.hitStarts),
      ideal: this.ideal.values(),
      idealStarts: Int32Array.from(this.idealStarts),
    }
  }
}

/** Why figures from sampled candidates are not to be compared. */
export const sampledWarning: RankingWarning = {
  code: 'sampled-ranking',
  message:
    'The relevant items were ranked among a sample of the catalogue: such figures are far higher than over all items and can order models differently.',
  source:
    'Krichene and Rendle, On Sampled Metrics for Item Recommendation, KDD 2020, doi:10.1145/3394486.3403226',
}

function isGraded<I extends Item>(items: RelevantItems<I>): items is ReadonlyMap<I, number> {
  return Object.prototype.toString.call(items) === '[object Map]'
}

/** The list of one user, or a refusal. */
export function listOf<I>(lists: ArrayLike<ArrayLike<I>>, user: number, name: string): ArrayLike<I> {
  const list = lists[user]
  if (typeof list === 'object' && list !== null && typeof list.length === 'number') return list
  return refuse({
    what: `${name}[${user}] is ${shown(list)}, not a list of items.`,
    where: `${name}[${user}]`,
    fix: 'Pass an array of items, best first.',
    row: user,
  })
}

function refuseRepeat(item: unknown, name: string, user: number): never {
  return refuse({
    what: `${name}[${user}] holds ${shown(item)} twice.`,
    where: `${name}[${user}]`,
    fix: 'Name each item of a user once.',
    row: user,
  })
}

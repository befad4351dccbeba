import { asRows, type Column, checkNotEmpty } from '../input/column'
import { refuse, shown } from '../input/refuse'
import { CodeMarks, type Item, ItemCodes } from './item-codes'

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

/** Ranked lists, seen only through the grade at each rank: what every ranking measure starts from. */
export interface JudgedRankings {
  /** How many users count. */
  readonly users: number
  /** The position of each counted user in the input. */
  readonly positions: Int32Array
  /** The grades of user u, best rank first: `grades[starts[u]] … grades[starts[u + 1] − 1]`; 0 is not relevant. */
  readonly grades: Float64Array
  readonly starts: Int32Array
  /** The grades of the relevant items of user u, greatest first, likewise. */
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
  const codes = new ItemCodes<I>()
  const gradeOf = new CodeMarks()
  const seen = new CodeMarks()
  const grades = new GrowingFloats(totalLength(rankedRows))
  const ideal = new GrowingFloats(relevantRows.length)
  const starts = [0]
  const idealStarts = [0]
  const positions: number[] = []
  for (let user = 0; user < relevantRows.length; user++) {
    const own = gradesOfUser(relevantRows[user]!, user, relevantFrom, codes, gradeOf)
    if (own.length === 0 && withoutRelevant === 'leave-out') continue
    const list = listOf(rankedRows, user, 'ranked')
    for (let rank = 0; rank < list.length; rank++) {
      const code = codes.codeOf(list[rank]!, 'ranked', user)
      if (seen.get(code, user) !== undefined) refuseRepeat(list[rank], 'ranked', user)
      seen.set(code, user, rank)
      grades.push(gradeOf.get(code, user) ?? 0)
    }
    own.sort((a, b) => b - a)
    for (const grade of own) ideal.push(grade)
    starts.push(grades.length)
    idealStarts.push(ideal.length)
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
    grades: grades.values(),
    starts: Int32Array.from(starts),
    ideal: ideal.values(),
    idealStarts: Int32Array.from(idealStarts),
    warnings: protocol === 'sampled' ? [sampledWarning] : [],
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

/** Marks the grade of every relevant item of a user and returns the grades. */
function gradesOfUser<I extends Item>(
  items: RelevantItems<I>,
  user: number,
  relevantFrom: number,
  codes: ItemCodes<I>,
  gradeOf: CodeMarks,
): number[] {
  const grades: number[] = []
  const note = (item: I, grade: number) => {
    if (typeof grade !== 'number' || !(grade >= 0) || grade === Infinity) {
      refuse({
        what: `relevant[${user}] gives ${shown(item)} the grade ${shown(grade)}.`,
        where: `relevant[${user}]`,
        fix: 'Pass finite grades of 0 or more.',
        row: user,
      })
    }
    const code = codes.codeOf(item, 'relevant', user)
    if (gradeOf.get(code, user) !== undefined) refuseRepeat(item, 'relevant', user)
    const relevant = grade >= relevantFrom
    gradeOf.set(code, user, relevant ? grade : 0)
    if (relevant) grades.push(grade)
  }
  if (isGraded(items)) for (const [item, grade] of items) note(item, grade)
  else if (typeof items === 'object' && items !== null && Symbol.iterator in items) {
    for (const item of items) note(item, 1)
  } else {
    refuse({
      what: `relevant[${user}] is ${shown(items)}, not a list of items.`,
      where: `relevant[${user}]`,
      fix: 'Pass an array, a set, or a map from item to grade.',
      row: user,
    })
  }
  return grades
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

function totalLength(lists: ArrayLike<ArrayLike<unknown>>): number {
  let total = 0
  for (let user = 0; user < lists.length; user++) total += lists[user]?.length ?? 0
  return total
}

/** A list of numbers in one typed array that doubles when full. */
class GrowingFloats {
  length = 0
  private buffer: Float64Array

  constructor(capacity: number) {
    this.buffer = new Float64Array(Math.max(16, capacity))
  }

  push(value: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Float64Array(2 * this.length)
      larger.set(this.buffer)
      this.buffer = larger
    }
    this.buffer[this.length++] = value
  }

  values(): Float64Array {
    return this.buffer.subarray(0, this.length)
  }
}

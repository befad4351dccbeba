import { refuse, refuseValue, shown } from '../input/refuse'
import { GrowingColumn } from './growing-column'
import { type Item, ItemCodes } from './item-codes'
import { type GradedItems, isColumns, isMap, knownItems, type RelevantItems } from './relevant-items'
import { UserMarks } from './user-marks'

/** Where the relevant items of users stand in their lists. */
export interface ListedHits {
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
}

/** Looks up the items of one user after the other: which are relevant, and where the relevant ones are listed. */
export class Judging<I extends Item> {
  private readonly codes = new ItemCodes<I>()
  private readonly marks = new UserMarks()
  private readonly ranks: GrowingColumn
  private readonly grades: GrowingColumn
  private readonly ideal: GrowingColumn
  private readonly lengths: Int32Array
  private readonly hitStarts: Int32Array
  private readonly idealStarts: Int32Array
  private users = 0

  constructor(
    relevant: ArrayLike<RelevantItems<I>>,
    private readonly relevantFrom: number,
  ) {
    const users = relevant.length
    const known = knownItems(relevant)
    this.ideal = new GrowingColumn(known)
    // Lists seldom hold more than half of what is right.
    this.ranks = new GrowingColumn(known / 2)
    this.grades = new GrowingColumn(known / 2)
    this.lengths = new Int32Array(users)
    this.hitStarts = new Int32Array(users + 1)
    this.idealStarts = new Int32Array(users + 1)
  }

  /** Marks the grade of every item of a user and returns how many are relevant. */
  judge(items: RelevantItems<I>, user: number): number {
    this.marks.begin(user)
    const start = this.ideal.length
    if (isMap(items)) {
      for (const [item, grade] of items) this.note(item, grade, user)
    } else if (isColumns(items)) {
      this.noteColumns(items, user)
    } else if (typeof items === 'object' && items !== null && Symbol.iterator in items) {
      for (const item of items) this.note(item, 1, user)
    } else {
      refuseValue(
        items,
        `relevant[${user}]`,
        'a list of items',
        'Pass an array, a set, a map from item to grade, or { items, grades }.',
        user,
      )
    }
    this.ideal.sortFrom(start)
    return this.ideal.length - start
  }

  private noteColumns({ items, grades }: GradedItems<I>, user: number): void {
    if (items.length !== grades.length) {
      refuse({
        what: `relevant[${user}] has ${items.length} items and ${grades.length} grades.`,
        where: `relevant[${user}]`,
        fix: 'Pass a grade for each item.',
        row: user,
      })
    }
    for (let at = 0; at < items.length; at++) this.note(items[at]!, grades[at]!, user)
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
    const { length } = items
    const { listedMark } = this.marks
    // Nearly every item of most lists is a small whole number that this user did not judge: that much is done here,
    // in a loop without a call.
    let { marks } = this.marks
    const quick = Math.min(this.codes.ownCodes, marks.length)
    for (let at = 0; at < length; at++) {
      const item = items[at]!
      if (typeof item === 'number' && item >= 0 && item < quick && (item | 0) === item) {
        if (marks[item]! < listedMark - 1) {
          marks[item] = listedMark
          continue
        }
      }
      const grade = this.marks.list(this.codes.codeOf(item, 'ranked', user))
      // They may have moved to make room.
      marks = this.marks.marks
      if (grade === 0) continue
      if (grade < 0) refuseRepeat(item, 'ranked', user)
      this.ranks.push(at + 1)
      this.grades.push(grade)
    }
    this.lengths[this.users++] = length
    this.hitStarts[this.users] = this.ranks.length
    this.idealStarts[this.users] = this.ideal.length
  }

  result(): ListedHits {
    return {
      lengths: this.lengths.subarray(0, this.users),
      hitRanks: this.ranks.values(),
      hitGrades: this.grades.values(),
      hitStarts: this.hitStarts.subarray(0, this.users + 1),
      ideal: this.ideal.values(),
      idealStarts: this.idealStarts.subarray(0, this.users + 1),
    }
  }
}

function refuseRepeat(item: unknown, name: string, user: number): never {
  return refuse({
    what: `${name}[${user}] holds ${shown(item)} twice.`,
    where: `${name}[${user}]`,
    fix: 'Name each item of a user once.',
    row: user,
  })
}

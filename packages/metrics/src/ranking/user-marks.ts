/**
 * What is known of every item for the user at hand: whether it was judged, how right it is, and whether it was
 * listed. Marks of earlier users need not be cleared: each user has numbers of its own.
 */
export class UserMarks {
  /** For each code, `judgedMark` or `listedMark` of the user who marked it last. */
  marks = new Int32Array(1024)
  /** For each code, how right the item is for the user who judged it last. */
  grades = new Float64Array(1024)
  judgedMark = 0
  listedMark = 0

  begin(user: number): void {
    this.judgedMark = 2 * user + 1
    this.listedMark = 2 * user + 2
  }

  /** Notes how right an item is; false where that was noted before. */
  judge(code: number, grade: number): boolean {
    if (code >= this.marks.length) this.grow(code)
    if (this.marks[code] === this.judgedMark) return false
    this.marks[code] = this.judgedMark
    this.grades[code] = grade
    return true
  }

  /** Notes that an item is listed and returns its grade, 0 where it was not judged; -1 where it was listed before. */
  list(code: number): number {
    if (code >= this.marks.length) this.grow(code)
    const mark = this.marks[code]
    if (mark === this.listedMark) return -1
    this.marks[code] = this.listedMark
    return mark === this.judgedMark ? this.grades[code]! : 0
  }

  private grow(code: number): void {
    const length = 2 ** Math.ceil(Math.log2(code + 1))
    const marks = new Int32Array(length)
    marks.set(this.marks)
    this.marks = marks
    const grades = new Float64Array(length)
    grades.set(this.grades)
    this.grades = grades
  }
}

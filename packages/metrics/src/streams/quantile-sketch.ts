import { asWholeNumber } from '../input/column'
import { refuse } from '../input/refuse'
import { sortAscending } from '../numeric/radix-sort'
import { asCount, asFinite, asList, asRecord, refuseStored } from './stored'

/** Each level has room for this part of the level above. */
const shrink = 2 / 3
const leastRoom = 8

/**
 * Of any number of values about 3 · `size`, such that for every number nearly as large a share of them as of all values
 * lies below it: the sketch of Karnin, Lang and Liberty (2016). A value at level h stands for 2ʰ. A level that is full
 * is sorted, and every second of its values goes one level up.
 */
export class QuantileSketch {
  private levels: number[][] = [[]]
  private rows = 0
  /** Σ 4ʰ over all times that a level h was halved: the variance, at most, of the number of values below any number. */
  private variance = 0

  constructor(
    readonly size: number,
    readonly seed: number,
  ) {
    asWholeNumber(size, 'size', leastRoom, 2 ** 24)
    asWholeNumber(seed, 'seed', 0, 2 ** 32 - 1)
  }

  /** How many values were added. */
  get count(): number {
    return this.rows
  }

  /** Adds values as they are; the sketch that they are merged into makes room. */
  add(values: ArrayLike<number>): void {
    this.rows += values.length
    append(this.levels[0]!, values)
  }

  merge(other: QuantileSketch): void {
    if (other.size !== this.size) {
      refuse({
        what: `Sketches of size ${this.size} and ${other.size} cannot be merged.`,
        where: 'size',
        fix: 'Use one size for all shards.',
        code: 'invalid-option',
      })
    }
    this.rows += other.rows
    this.variance += other.variance
    other.levels.forEach((values, level) => {
      append(this.levelAt(level), values)
    })
    this.compress()
  }

  /** The values that are left and how many each stands for. */
  weightedValues(): { values: number[]; weights: number[] } {
    return {
      values: this.levels.flat(),
      weights: this.levels.flatMap((level, h) => level.map(() => 2 ** h)),
    }
  }

  /**
   * How far the share of values below any given number may be off, but for one case in 1 ÷ `risk`: every halving
   * moves it up or down by chance, so their sum is bounded by Azuma's inequality. 0 while nothing was left out.
   */
  rankError(risk: number): number {
    return this.rows === 0 ? 0 : Math.sqrt(2 * this.variance * Math.log(2 / risk)) / this.rows
  }

  toJSON(): StoredSketch {
    const { size, seed, rows, variance } = this
    return { size, seed, rows, variance, levels: this.levels.map((level) => [...level]) }
  }

  static from(stored: unknown, where: string): QuantileSketch {
    const record = asRecord(stored, where)
    const sketch = new QuantileSketch(
      asCount(record['size'], `${where}.size`),
      asCount(record['seed'], `${where}.seed`),
    )
    sketch.rows = asCount(record['rows'], `${where}.rows`)
    sketch.variance = asFinite(record['variance'], `${where}.variance`)
    sketch.levels = asList(record['levels'], `${where}.levels`).map((level, at) =>
      asList(level, `${where}.levels[${at}]`).map((value) => asFinite(value, `${where}.levels[${at}]`)),
    )
    const stands = sketch.levels.reduce((sum, level, h) => sum + level.length * 2 ** h, 0)
    if (stands !== sketch.rows || sketch.variance < 0 || sketch.levels.length === 0) {
      refuseStored(`${where} stands for ${stands} of ${sketch.rows} values`, where)
    }
    sketch.compress()
    return sketch
  }

  private levelAt(level: number): number[] {
    while (this.levels.length <= level) this.levels.push([])
    return this.levels[level]!
  }

  private compress(): void {
    for (;;) {
      const room = this.levels.map((_, level) => this.roomAt(level))
      const held = this.levels.reduce((sum, level) => sum + level.length, 0)
      if (held <= room.reduce((sum, own) => sum + own, 0)) return
      const full = this.levels.findIndex((level, at) => level.length > room[at]!)
      this.halve(full)
    }
  }

  private roomAt(level: number): number {
    return Math.max(leastRoom, Math.ceil(this.size * shrink ** (this.levels.length - 1 - level)))
  }

  private halve(level: number): void {
    const sorted = sortAscending(Float64Array.from(this.levels[level]!))
    const coin = this.coin(level, sorted)
    const above = this.levelAt(level + 1)
    const paired = sorted.length - (sorted.length % 2)
    for (let at = 0; at < paired; at += 2) above.push(sorted[at + coin]!)
    // An odd one stays: the greatest, which is in no pair.
    this.levels[level] = Array.from(sorted.subarray(paired))
    this.variance += 4 ** level
  }

  /** 0 or 1, mixed from the seed, how far the sketch is, and the values at hand: shards do not toss alike. */
  private coin(level: number, sorted: Float64Array): 0 | 1 {
    const middle = new Uint32Array(Float64Array.of(sorted[sorted.length >>> 1]!).buffer)
    let mixed = this.seed
    for (const word of [this.rows >>> 0, Math.floor(this.rows / 2 ** 32), level, ...middle]) {
      mixed = Math.imul(mixed ^ word, 0x9e3779b1)
      mixed ^= mixed >>> 15
      mixed = Math.imul(mixed, 0x85ebca6b)
      mixed ^= mixed >>> 13
    }
    return ((mixed >>> 7) & 1) === 1 ? 1 : 0
  }
}

export interface StoredSketch {
  readonly size: number
  readonly seed: number
  readonly rows: number
  readonly variance: number
  readonly levels: readonly (readonly number[])[]
}

function append(level: number[], values: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at++) level.push(values[at]!)
}

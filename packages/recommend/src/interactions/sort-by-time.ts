import { type Slices, stretches } from '../sparse'

/** Bits of a key that tell the place before sorting. */
const PLACE_BITS = 20

/** Puts rows into the order of their times; rows of one time stay in their order. */
export class SortByTime {
  #keys = new BigUint64Array(64)
  #halves = new Uint32Array(this.#keys.buffer)
  #rows = new Int32Array(64)

  private constructor(
    private readonly times: Float64Array,
    private readonly least: number,
    /** Whether times are whole milliseconds, so that a key of 64 bits holds one exactly. */
    private readonly whole: boolean,
  ) {}

  static *of(times: Float64Array): Slices<SortByTime> {
    let [least, most, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true]
    for (const [from, to] of stretches(times.length)) {
      for (let row = from; row < to; row++) {
        const time = times[row]!
        if (time < least) least = time
        if (time > most) most = time
        if (whole && time !== Math.floor(time)) whole = false
      }
      yield
    }
    return new SortByTime(times, least, whole && most - least < 2 ** (64 - PLACE_BITS))
  }

  sort(rows: Int32Array): void {
    const { times } = this
    let ordered = true
    for (let at = 1; at < rows.length && ordered; at++) ordered = times[rows[at]!]! >= times[rows[at - 1]!]!
    if (ordered) return
    if (!this.whole || rows.length >= 2 ** PLACE_BITS) rows.sort((a, b) => times[a]! - times[b]! || a - b)
    else this.#sortByKeys(rows)
  }

  /** Numbers sort several times as fast without a function that compares them. */
  #sortByKeys(rows: Int32Array): void {
    const count = rows.length
    if (count > this.#rows.length) {
      this.#keys = new BigUint64Array(2 * count)
      this.#halves = new Uint32Array(this.#keys.buffer)
      this.#rows = new Int32Array(2 * count)
    }
    this.#rows.set(rows)
    for (let at = 0; at < count; at++) {
      const time = this.times[rows[at]!]! - this.least
      const high = Math.floor(time / 2 ** (32 - PLACE_BITS))
      this.#halves[2 * at] = (time - high * 2 ** (32 - PLACE_BITS)) * 2 ** PLACE_BITS + at
      this.#halves[2 * at + 1] = high
    }
    this.#keys.subarray(0, count).sort()
    for (let at = 0; at < count; at++) rows[at] = this.#rows[this.#halves[2 * at]! & (2 ** PLACE_BITS - 1)]!
  }
}

/** Below this many values a comparison sort is faster than distributing by digits. */
const comparisonLimit = 2048
const digitBits = 11
const digits = 1 << digitBits
const signBit = 0x80000000

/**
 * Sorts finite numbers in place, ascending; -0 and 0 count as one value and become 0. Radix sort on the 64
 * bits of the number, least digit first; digits that all values share are skipped.
 */
export function sortAscending(values: Float64Array): Float64Array {
  if (values.length < comparisonLimit) {
    for (let at = 0; at < values.length; at++) values[at] = values[at]! + 0
    return values.sort()
  }
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  toKeys(values, words)
  let from: Uint32Array = words
  let to: Uint32Array = new Uint32Array(words.length)
  for (const digit of digitsOfKeys(words)) {
    const { half, shift, starts } = digit
    for (let at = 0; at < from.length; at += 2) {
      const slot = (from[at + half]! >>> shift) & (digits - 1)
      const target = 2 * starts[slot]!++
      to[target] = from[at]!
      to[target + 1] = from[at + 1]!
    }
    const swap = from
    from = to
    to = swap
  }
  fromKeys(from)
  if (from !== words) words.set(from)
  return values
}

/** The positions of finite values from the greatest to the least; equal values keep their order. */
export function argsortDescending(values: ArrayLike<number>): Int32Array {
  if (values.length < comparisonLimit) {
    const order = Int32Array.from({ length: values.length }, (_, at) => at)
    return order.sort((a, b) => values[b]! - values[a]! || a - b)
  }
  let from: Uint32Array = new Uint32Array(2 * values.length)
  const float = new Float64Array(from.buffer)
  for (let at = 0; at < values.length; at++) float[at] = -values[at]!
  toKeys(float, from)
  let to: Uint32Array = new Uint32Array(from.length)
  let rows = Int32Array.from({ length: values.length }, (_, at) => at)
  let rowsTo = new Int32Array(values.length)
  for (const { half, shift, starts } of digitsOfKeys(from)) {
    for (let at = 0; at < rows.length; at++) {
      const slot = (from[2 * at + half]! >>> shift) & (digits - 1)
      const target = starts[slot]!++
      to[2 * target] = from[2 * at]!
      to[2 * target + 1] = from[2 * at + 1]!
      rowsTo[target] = rows[at]!
    }
    const swap = from
    from = to
    to = swap
    const swapRows = rows
    rows = rowsTo
    rowsTo = swapRows
  }
  return rows
}

/** Position of the upper and lower half of a number in memory (little-endian everywhere Node and browsers run). */
const upper = 1
const lower = 0

/** Replaces numbers by 64-bit keys that order as unsigned integers the way the numbers order. */
function toKeys(values: Float64Array, words: Uint32Array): void {
  for (let at = 0; at < values.length; at++) {
    values[at] = values[at]! + 0
    const high = words[2 * at + upper]!
    if (high >= signBit) {
      words[2 * at + upper] = ~high
      words[2 * at + lower] = ~words[2 * at + lower]!
    } else words[2 * at + upper] = high | signBit
  }
}

function fromKeys(words: Uint32Array): void {
  for (let at = 0; at < words.length; at += 2) {
    const high = words[at + upper]!
    if (high >= signBit) words[at + upper] = high & ~signBit
    else {
      words[at + upper] = ~high
      words[at + lower] = ~words[at + lower]!
    }
  }
}

interface Digit {
  readonly half: 0 | 1
  readonly shift: number
  /** Where the values with each digit begin in the sorted order. */
  readonly starts: Uint32Array
}

/** The digits that differ between keys, from the least on. */
function digitsOfKeys(words: Uint32Array): Digit[] {
  const places = [0, 11, 22].flatMap((shift) => [
    { half: lower, shift, starts: new Uint32Array(digits) } as const,
    { half: upper, shift, starts: new Uint32Array(digits) } as const,
  ])
  const [low0, high0, low1, high1, low2, high2] = places.map((place) => place.starts)
  for (let at = 0; at < words.length; at += 2) {
    const low = words[at + lower]!
    const high = words[at + upper]!
    low0![low & 2047]!++
    low1![(low >>> 11) & 2047]!++
    low2![low >>> 22]!++
    high0![high & 2047]!++
    high1![(high >>> 11) & 2047]!++
    high2![high >>> 22]!++
  }
  return places
    .toSorted((a, b) => a.half - b.half || a.shift - b.shift)
    .filter(({ starts }) => startsFromCounts(starts, words.length / 2))
}

/** Turns counts into starts, in place; false where one digit holds everything. */
function startsFromCounts(counts: Uint32Array, total: number): boolean {
  let start = 0
  for (let digit = 0; digit < digits; digit++) {
    const count = counts[digit]!
    if (count === total) return false
    counts[digit] = start
    start += count
  }
  return true
}

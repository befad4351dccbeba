import { Damaged } from '../damaged'

/** Bit-packed values come in eights, and writers may fill up a last run: more than this is no filling up. */
const mostPadding = 512

/** What to look at in runs; where nothing is asked for, they are not decoded. */
export interface RunChecks {
  /** A value to count. */
  readonly wanted?: number
  /** What all values must lie below. */
  readonly limit?: number
}

/**
 * Goes through runs of Parquet's hybrid of run-length and bit-packed encoding, and checks that they hold `count` values
 * and no more: hyparquet writes as many as a run claims.
 *
 * @param width bits of a value.
 * @returns where the runs end, and how often the wanted value came.
 */
export function checkRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
  checks: RunChecks = {},
): { end: number; found: number } {
  if (width > 32) throw new Damaged(`values of ${width} bits`)
  const valueBytes = Math.ceil(width / 8)
  let at = start
  let seen = 0
  let found = 0
  const isDecoded = checks.wanted !== undefined || checks.limit !== undefined
  const look = (value: number, times: number) => {
    if (value === checks.wanted) found += times
    if (value >= (checks.limit ?? Infinity))
      throw new Damaged(`the ${value}th entry of a shorter list is wanted`)
  }
  while (seen < count) {
    let header = 0
    for (let shift = 0; ; shift += 7) {
      const byte = at < end ? bytes[at++]! : 0x100
      if (byte > 0xff || shift > 28) throw new Damaged('a run has a damaged header')
      header += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
    }
    const left = count - seen
    if (header % 2 === 0) {
      const repeated = header / 2
      if (repeated === 0 || repeated > left)
        throw new Damaged(`a run repeats a value ${repeated} times for ${left}`)
      if (at + valueBytes > end) throw new Damaged('a run ends too early')
      if (isDecoded) look(littleEndian(bytes, at, valueBytes), repeated)
      at += valueBytes
      seen += repeated
    } else {
      const packed = ((header - 1) / 2) * 8
      if (packed === 0 || packed > left + mostPadding)
        throw new Damaged(`a run packs ${packed} values for ${left}`)
      const own = Math.min(packed, left)
      if (at + Math.ceil((own * width) / 8) > end) throw new Damaged('a run ends too early')
      if (isDecoded) eachPacked(bytes, at, width, own, look)
      at += (packed * width) / 8
      seen += own
    }
  }
  return { end: at, found }
}

function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let byte = 0; byte < length; byte++) value += bytes[at + byte]! * 2 ** (8 * byte)
  return value
}

/** Numbers instead of bit operations: a value of 32 bits and what is left of a byte need 40. */
function eachPacked(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  visit: (value: number, times: number) => void,
): void {
  const range = 2 ** width
  let bits = 0
  let held = 0
  let at = start
  for (let value = 0; value < count; value++) {
    for (; held < width; held += 8) bits += bytes[at++]! * 2 ** held
    visit(bits % range, 1)
    bits = Math.floor(bits / range)
    held -= width
  }
}

/** Bits that the numbers 0 … most need. */
export const bitsFor = (most: number): number => 32 - Math.clz32(most)

import { Damaged } from '../damaged'

/** What writers use is 128 values in 4 parts. */
const largestBlock = 1 << 16
const mostParts = 1 << 10

/**
 * Goes through a list of Parquet's delta encoding, and checks that its parts hold what they claim: hyparquet loops for
 * ever over some that do not.
 *
 * @param decode whether the numbers are wanted; otherwise the list is only passed over.
 * @returns where the list ends, and its numbers (32 bits).
 */
export function checkDelta(
  bytes: Uint8Array,
  start: number,
  count: number,
  decode: boolean,
): { end: number; values: Int32Array } {
  const reader = new VarintReader(bytes, start)
  const block = reader.varint()
  const parts = reader.varint()
  reader.varint() // how many values, which the page says as well
  const perPart = block / parts
  if (!(parts > 0 && parts <= mostParts && block <= largestBlock && perPart > 0 && perPart % 8 === 0)) {
    throw new Damaged(`a list is packed in blocks of ${block} in ${parts} parts`)
  }
  const values = new Int32Array(decode ? count : 0)
  let value = unfold(reader.varint())
  if (decode && count > 0) values[0] = value
  for (let seen = 1; seen < count; ) {
    const least = unfold(reader.varint())
    const widths = reader.take(parts)
    for (let part = 0; part < parts && seen < count; part++) {
      const width = widths[part]!
      if (width > 64) throw new Damaged(`a list has differences of ${width} bits`)
      const packed = reader.take((perPart * width) / 8)
      const own = Math.min(perPart, count - seen)
      for (let at = 0; decode && at < own; at++) {
        value = (value + least + lowBits(packed, at * width, width)) | 0
        values[seen + at] = value
      }
      seen += own
    }
  }
  return { end: reader.position, values }
}

class VarintReader {
  constructor(
    private readonly bytes: Uint8Array,
    public position: number,
  ) {}

  /** The low 32 bits of an unsigned number of up to ten bytes. */
  varint(): number {
    let value = 0
    for (let at = 0; at < 10; at++) {
      const byte = this.bytes[this.position++]
      if (byte === undefined) break
      if (at < 5) value += ((byte & 0x7f) * 2 ** (7 * at)) % 2 ** 32
      if (byte < 0x80) return value % 2 ** 32
    }
    throw new Damaged('a list has a damaged number')
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.position) throw new Damaged('a list ends too early')
    this.position += length
    return this.bytes.subarray(this.position - length, this.position)
  }
}

const unfold = (value: number): number => (value >>> 1) ^ -(value & 1)

/** The low 32 bits of a number that begins at a bit. */
function lowBits(bytes: Uint8Array, bit: number, width: number): number {
  let value = 0
  for (let at = 0; at < Math.min(width, 32); at++) {
    const place = bit + at
    if ((bytes[place >> 3]! >> (place & 7)) & 1) value |= 1 << at
  }
  return value
}

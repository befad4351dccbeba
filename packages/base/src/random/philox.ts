/**
 * Philox4x32-10: a counter-based generator (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
 * SC 2011, doi:10.1145/2063384.2063405). A block of four words is a pure function of a 128-bit counter and
 * a 64-bit key, so any position of a stream is reached without drawing what comes before it.
 */
const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** The high 32 bits of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  // Each term stays below 2^53, so plain number arithmetic is exact.
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0
}

/** Fills `out` with blocks `firstBlock`, `firstBlock + 1`, … of the stream of `(key0, key1, lane)`. */
export function philox(key0: number, key1: number, lane: number, firstBlock: number, out: Uint32Array): void {
  for (let position = 0, block = firstBlock; position < out.length; position += 4, block++) {
    let c0 = block >>> 0
    let c1 = Math.floor(block / 0x100000000) >>> 0
    let c2 = lane >>> 0
    let c3 = 0
    let k0 = key0
    let k1 = key1
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = multiplyHigh(MULTIPLIER_0, c0)
      const low0 = Math.imul(MULTIPLIER_0, c0)
      const high1 = multiplyHigh(MULTIPLIER_1, c2)
      const low1 = Math.imul(MULTIPLIER_1, c2)
      c0 = (high1 ^ c1 ^ k0) >>> 0
      c1 = low1 >>> 0
      c2 = (high0 ^ c3 ^ k1) >>> 0
      c3 = low0 >>> 0
      k0 = (k0 + WEYL_0) >>> 0
      k1 = (k1 + WEYL_1) >>> 0
    }
    out[position] = c0
    if (position + 1 < out.length) out[position + 1] = c1
    if (position + 2 < out.length) out[position + 2] = c2
    if (position + 3 < out.length) out[position + 3] = c3
  }
}

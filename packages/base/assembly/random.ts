// Philox4x32-10 and keep-masks, four blocks at a time, in AssemblyScript. The plain twins, which say the same
// in scalars, are src/random/philox.ts and src/random/keep-mask.ts.
// After a change run `pnpm --filter @graftjs/base run kernel`.

const BLOCKS: u32 = 512

/** Blocks that one call draws at most: words and mask then stay in the first-level cache. */
export const blocks: u32 = BLOCKS
/** Where the drawn words begin in the memory. */
export const wordsAt: usize = 0
/** Where the drawn mask begins in the memory. */
export const maskAt: usize = BLOCKS * 16

/** Even 32-bit lanes of two products: the low halves. */
function lowHalves(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6)
}

function highHalves(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 1, 3, 5, 7)
}

/** Draws the words of `count` blocks (rounded up to a multiple of four), from block `first` on. */
export function words(key0: u32, key1: u32, lane: u32, first: f64, count: u32): void {
  const multiplier0 = i32x4.splat(0xd2511f53)
  const multiplier1 = i32x4.splat(0xcd9e8d57)
  let block = u64(first)
  const end = wordsAt + usize(count) * 16
  for (let out = wordsAt; out < end; out += 64, block += 4) {
    const low = i32x4.splat(i32(block))
    // Lane i holds block + i; where the low word overflowed, the comparison's -1 carries into the high word.
    let c0 = i32x4.add(low, i32x4(0, 1, 2, 3))
    let c1 = i32x4.sub(i32x4.splat(i32(block >> 32)), i32x4.lt_u(c0, low))
    let c2 = i32x4.splat(lane)
    let c3 = i32x4.splat(0)
    let k0 = i32x4.splat(key0)
    let k1 = i32x4.splat(key1)
    for (let round = 0; round < 10; round++) {
      const a = i64x2.extmul_low_i32x4_u(c0, multiplier0)
      const b = i64x2.extmul_high_i32x4_u(c0, multiplier0)
      const c = i64x2.extmul_low_i32x4_u(c2, multiplier1)
      const d = i64x2.extmul_high_i32x4_u(c2, multiplier1)
      c0 = v128.xor(v128.xor(highHalves(c, d), c1), k0)
      c1 = lowHalves(c, d)
      c2 = v128.xor(v128.xor(highHalves(a, b), c3), k1)
      c3 = lowHalves(a, b)
      k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9))
      k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85))
    }
    // From word i of four blocks to the four words of block i.
    const front01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5)
    const front23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5)
    const back01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7)
    const back23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7)
    v128.store(out, v128.shuffle<i64>(front01, front23, 0, 2))
    v128.store(out, v128.shuffle<i64>(front01, front23, 1, 3), 16)
    v128.store(out, v128.shuffle<i64>(back01, back23, 0, 2), 32)
    v128.store(out, v128.shuffle<i64>(back01, back23, 1, 3), 48)
  }
}

/** Draws `8 · count` elements: `kept` where the element's 16 bits are at most `highest`, else 0. */
export function keepMask(
  key0: u32,
  key1: u32,
  lane: u32,
  first: f64,
  count: u32,
  highest: u32,
  kept: f32,
): void {
  words(key0, key1, lane, first, count)
  const bound = i16x8.splat(i16(highest))
  const value = f32x4.splat(kept)
  const end = wordsAt + usize(count) * 16
  let out = maskAt
  for (let at = wordsAt; at < end; at += 16, out += 32) {
    const keep = i16x8.le_u(v128.load(at), bound)
    v128.store(out, v128.and(i32x4.extend_low_i16x8_s(keep), value))
    v128.store(out, v128.and(i32x4.extend_high_i16x8_s(keep), value), 16)
  }
}

// Philox4x32-10, the generator of @graftjs/base, four blocks at a time: word w of block b of a key is what
// `RandomKey.words` draws there.

function lowHalves(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6)
}

function highHalves(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 1, 3, 5, 7)
}

/** Draws `count` blocks of four words, rounded up to a multiple of four, from block `first` on. */
export function drawBlocks(key0: u32, key1: u32, first: u64, count: i32, out: usize): void {
  const multiplier0 = i32x4.splat(0xd2511f53)
  const multiplier1 = i32x4.splat(0xcd9e8d57)
  const end = out + ((<usize>count) << 4)
  for (; out < end; out += 64, first += 4) {
    const low = i32x4.splat(i32(first))
    // Lane i holds block + i; where the low word overflowed, the comparison's −1 carries into the high word.
    let c0 = i32x4.add(low, i32x4(0, 1, 2, 3))
    let c1 = i32x4.sub(i32x4.splat(i32(first >> 32)), i32x4.lt_u(c0, low))
    let c2 = i32x4.splat(0)
    let c3 = c2
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

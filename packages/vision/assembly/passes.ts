// The two passes of src/preprocess/plain-passes.ts with vector instructions; the same bits.

/** Bits behind the point. */
const PRECISION: i32 = 22
const HALF: i32 = 1 << (PRECISION - 1)
/** Bits of the lower part of a weight. */
const LOWER: i32 = 11
const LOWER_MASK: i32 = (1 << LOWER) - 1

function intAt(array: usize, position: i32): i32 {
  return load<i32>(array + ((<usize>position) << 2))
}

/**
 * Makes the weights of `positions`, `stride` each, ready for `alongRows`. There two of 16 bits are multiplied at once,
 * for which a weight is too wide: it becomes an upper part, of which it has 2048 times as much, and a lower one. Of two
 * weights the upper parts come first, then the lower ones; of an odd stride the last one is beside a 0.
 */
export function packPairs(weights: usize, positions: i32, stride: i32, pairs: usize): void {
  for (let position = 0; position < positions; position++) {
    for (let tap = 0; tap < stride; tap += 2) {
      const one = intAt(weights, tap)
      const other = tap + 1 < stride ? intAt(weights, tap + 1) : 0
      store<i32>(pairs, ((one >> LOWER) & 0xffff) | ((other >> LOWER) << 16))
      store<i32>(pairs, (one & LOWER_MASK) | ((other & LOWER_MASK) << 16), 4)
      pairs += 8
    }
    weights += (<usize>stride) << 2
  }
}

/** Two pixels beside each other as red red, green green, blue blue, of 16 bits each. */
function twoPixels(from: usize): v128 {
  return i8x16.swizzle(
    v128.load64_zero(from),
    i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1),
  )
}

function addProducts(sums: v128, two: v128, weights: v128): v128 {
  return i32x4.add(sums, i32x4.dot_i16x8_s(two, weights))
}

/** The levels that sums of upper and of lower parts stand for. */
function levels(upper: v128, lower: v128): v128 {
  const sums = i32x4.add(i32x4.shl(upper, LOWER), i32x4.add(lower, i32x4.splat(HALF)))
  return i32x4.shr_s(sums, PRECISION)
}

function storePixel(output: usize, pixel: i32): void {
  store<u16>(output, pixel)
  store<u8>(output, pixel >> 16, 2)
}

/** Each row of `input` pixels to `width` pixels; four rows at once, and those that are left over by themselves. */
export function alongRows(
  input: usize,
  inputRow: usize,
  rows: i32,
  output: usize,
  width: i32,
  first: usize,
  count: usize,
  pairs: usize,
  stride: i32,
): void {
  const outputRow = <usize>width * 3
  for (let y = 0; y < rows; ) {
    const many = y + 4 <= rows
    // One row is computed as four times itself.
    const step: usize = many ? inputRow : 0
    const outStep: usize = many ? outputRow : 0
    fourRows(input, step, output, outStep, width, first, count, pairs, stride)
    const done: i32 = many ? 4 : 1
    y += done
    input += <usize>done * inputRow
    output += <usize>done * outputRow
  }
}

// biome-ignore format: the four rows below each other
function fourRows(
  input: usize, inputRow: usize, output: usize, outputRow: usize, width: i32,
  first: usize, count: usize, pairs: usize, stride: i32,
): void {
  const own = (<usize>((stride + 1) >> 1)) << 3
  const none = i32x4.splat(0)
  for (let x = 0; x < width; x++) {
    let upperA = none, upperB = none, upperC = none, upperD = none
    let lowerA = none, lowerB = none, lowerC = none, lowerD = none
    let from = input + <usize>intAt(first, x) * 3
    const end = pairs + ((<usize>((intAt(count, x) + 1) >> 1)) << 3)
    for (let pair = pairs; pair < end; pair += 8) {
      const uppers = v128.load32_splat(pair)
      const lowers = v128.load32_splat(pair, 4)
      const a = twoPixels(from)
      const b = twoPixels(from + inputRow)
      const c = twoPixels(from + 2 * inputRow)
      const d = twoPixels(from + 3 * inputRow)
      upperA = addProducts(upperA, a, uppers)
      upperB = addProducts(upperB, b, uppers)
      upperC = addProducts(upperC, c, uppers)
      upperD = addProducts(upperD, d, uppers)
      lowerA = addProducts(lowerA, a, lowers)
      lowerB = addProducts(lowerB, b, lowers)
      lowerC = addProducts(lowerC, c, lowers)
      lowerD = addProducts(lowerD, d, lowers)
      from += 6
    }
    const ab = i16x8.narrow_i32x4_s(levels(upperA, lowerA), levels(upperB, lowerB))
    const cd = i16x8.narrow_i32x4_s(levels(upperC, lowerC), levels(upperD, lowerD))
    const bytes = i8x16.narrow_i16x8_u(ab, cd)
    storePixel(output, i32x4.extract_lane(bytes, 0))
    storePixel(output + outputRow, i32x4.extract_lane(bytes, 1))
    storePixel(output + 2 * outputRow, i32x4.extract_lane(bytes, 2))
    storePixel(output + 3 * outputRow, i32x4.extract_lane(bytes, 3))
    output += 3
    pairs += own
  }
}
/** Columns of `rowLength` bytes a row to `height` rows. */
export function acrossRows(
  input: usize,
  rowLength: usize,
  output: usize,
  height: i32,
  firstRow: i32,
  first: usize,
  count: usize,
  weights: usize,
  stride: i32,
): void {
  const half = i32x4.splat(HALF)
  for (let y = 0; y < height; y++) {
    const rows = input + <usize>(intAt(first, y) - firstRow) * rowLength
    const taps = weights + ((<usize>(y * stride)) << 2)
    const end = taps + ((<usize>intAt(count, y)) << 2)
    for (let at: usize = 0; at < rowLength; at += 16) {
      let a = half
      let b = half
      let c = half
      let d = half
      let from = rows + at
      for (let tap = taps; tap < end; tap += 4) {
        const weight = v128.load32_splat(tap)
        const bytes = v128.load(from)
        const low = i16x8.extend_low_i8x16_u(bytes)
        const high = i16x8.extend_high_i8x16_u(bytes)
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), weight))
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), weight))
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), weight))
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), weight))
        from += rowLength
      }
      const ab = i16x8.narrow_i32x4_s(i32x4.shr_s(a, PRECISION), i32x4.shr_s(b, PRECISION))
      const cd = i16x8.narrow_i32x4_s(i32x4.shr_s(c, PRECISION), i32x4.shr_s(d, PRECISION))
      v128.store(output + at, i8x16.narrow_i16x8_u(ab, cd))
    }
    output += rowLength
  }
}

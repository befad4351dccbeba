// The two passes of src/preprocess/plain-passes.ts with vector instructions; the same bits. All positions are bytes of
// the memory; what is read lies in front of 16 bytes that may be read too, and what is written of 16 that may be
// written.

/** Bits behind the point. */
const PRECISION: i32 = 22
const HALF: i32 = 1 << (PRECISION - 1)

export const heap: usize = __heap_base

function intAt(array: usize, position: i32): i32 {
  return load<i32>(array + ((<usize>position) << 2))
}

/** Four sums as four bytes. */
function levels(sums: v128): i32 {
  const shifted = i32x4.shr_s(sums, PRECISION)
  const narrow = i16x8.narrow_i32x4_s(shifted, shifted)
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(narrow, narrow), 0)
}

/** Each row of `input` pixels to `width` pixels. */
export function alongRows(
  input: usize,
  inputRow: usize,
  rows: i32,
  output: usize,
  width: i32,
  first: usize,
  count: usize,
  weights: usize,
  stride: i32,
): void {
  const half = i32x4.splat(HALF)
  for (let y = 0; y < rows; y++) {
    let taps = weights
    for (let x = 0; x < width; x++) {
      let sums = half
      let from = input + <usize>intAt(first, x) * 3
      let tap = taps
      const end = taps + ((<usize>intAt(count, x)) << 2)
      for (; tap < end; tap += 4) {
        const pixel = u32x4Of(from)
        sums = i32x4.add(sums, i32x4.mul(pixel, v128.load32_splat(tap)))
        from += 3
      }
      // The fourth byte belongs to the next pixel, which is written next.
      store<i32>(output, levels(sums))
      output += 3
      taps += (<usize>stride) << 2
    }
    input += inputRow
  }
}

/** Four bytes as four numbers. */
function u32x4Of(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)))
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

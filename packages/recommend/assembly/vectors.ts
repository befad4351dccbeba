// Rows of numbers, four lanes at a time. A row's length is a multiple of 8; `bytes` is its length in bytes.

export function floatAt(array: usize, position: i32): f32 {
  return load<f32>(array + ((<usize>position) << 2))
}

export function intAt(array: usize, position: i32): i32 {
  return load<i32>(array + ((<usize>position) << 2))
}

function lanesSum(a: v128): f32 {
  const halves = f32x4.add(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1))
  return f32x4.extract_lane(f32x4.add(halves, v128.shuffle<i32>(halves, halves, 1, 0, 3, 2)), 0)
}

function lane(a: v128, i: i32): v128 {
  if (i === 0) return v128.shuffle<i32>(a, a, 0, 0, 0, 0)
  if (i === 1) return v128.shuffle<i32>(a, a, 1, 1, 1, 1)
  if (i === 2) return v128.shuffle<i32>(a, a, 2, 2, 2, 2)
  return v128.shuffle<i32>(a, a, 3, 3, 3, 3)
}

/** The product of two rows: lane i sums what stands at i, i + 4, i + 8, …; then (0 + 2) + (1 + 3). */
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + at), v128.load(b + at)))
  }
  return lanesSum(sum)
}

/** The products of four rows with one; each is summed as `dot` does. */
export function dots(y0: usize, y1: usize, y2: usize, y3: usize, p: usize, bytes: usize): v128 {
  let a = f32x4.splat(0)
  let b = a
  let c = a
  let d = a
  for (let at: usize = 0; at < bytes; at += 16) {
    const q = v128.load(p + at)
    a = f32x4.add(a, f32x4.mul(v128.load(y0 + at), q))
    b = f32x4.add(b, f32x4.mul(v128.load(y1 + at), q))
    c = f32x4.add(c, f32x4.mul(v128.load(y2 + at), q))
    d = f32x4.add(d, f32x4.mul(v128.load(y3 + at), q))
  }
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
}

/** out += factor · row */
export function addScaled(out: usize, row: usize, factor: f32, bytes: usize): void {
  const factors = f32x4.splat(factor)
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(factors, v128.load(row + at))))
  }
}

/** out += (s0·y0 + s1·y1) + (s2·y2 + s3·y3) */
export function addFour(out: usize, y0: usize, y1: usize, y2: usize, y3: usize, s: v128, bytes: usize): void {
  const s0 = lane(s, 0)
  const s1 = lane(s, 1)
  const s2 = lane(s, 2)
  const s3 = lane(s, 3)
  for (let at: usize = 0; at < bytes; at += 16) {
    const front = f32x4.add(f32x4.mul(s0, v128.load(y0 + at)), f32x4.mul(s1, v128.load(y1 + at)))
    const back = f32x4.add(f32x4.mul(s2, v128.load(y2 + at)), f32x4.mul(s3, v128.load(y3 + at)))
    v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.add(front, back)))
  }
}

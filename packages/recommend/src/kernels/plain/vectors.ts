// Rows of floats with the kernels' order of additions. Every operation is rounded to single precision, as theirs are.

const { fround } = Math

/** The product of the first `length` numbers: lane i sums what stands at i, i + 4, i + 8, …; then (0 + 2) + (1 + 3). */
export function dot(a: Float32Array, b: Float32Array, length = a.length): number {
  const sums = new Float32Array(4)
  for (let at = 0; at < length; at++) sums[at & 3]! += fround(a[at]! * b[at]!)
  return fround(fround(sums[0]! + sums[2]!) + fround(sums[1]! + sums[3]!))
}

/** out += factor · row */
export function addScaled(out: Float32Array, row: Float32Array, factor: number): void {
  for (let at = 0; at < out.length; at++) out[at]! += fround(factor * row[at]!)
}

/** out += (s₀ · row₀ + s₁ · row₁) + (s₂ · row₂ + s₃ · row₃) */
export function addFour(
  out: Float32Array,
  rows: readonly Float32Array[],
  factors: ArrayLike<number>,
  length = out.length,
): void {
  for (let at = 0; at < length; at++) {
    const [a, b, c, d] = rows.map((row, i) => fround(factors[i]! * row[at]!))
    out[at]! += fround(fround(a! + b!) + fround(c! + d!))
  }
}

const ZERO = 0x30
const MINUS = 0x2d
const POINT = 0x2e

/** Digits that a double holds for sure. */
const EXACT = 15
const powers = Float64Array.from({ length: EXACT + 1 }, (_, exponent) => 10 ** exponent)

/**
 * The number at `source[start … end − 1]`, read as `Number` would; NaN for whatever is not plain digits with a sign and
 * a point, or has more of them than are exact, which the caller then reads the slow way.
 */
export function numberInBytes(source: Uint8Array, start: number, end: number): number {
  const negative = source[start] === MINUS
  let at = negative ? start + 1 : start
  if (at >= end || end - at > EXACT + 1) return Number.NaN
  let digits = 0
  let decimals = -1
  for (; at < end; at++) {
    const digit = source[at]! - ZERO
    if (digit >= 0 && digit <= 9) {
      digits = 10 * digits + digit
      if (decimals >= 0) decimals++
    } else if (source[at] === POINT && decimals < 0) decimals = 0
    else return Number.NaN
  }
  if (decimals < 0 && end - start > EXACT) return Number.NaN
  // A lone sign or point is no number; `1.` and `.5` are.
  if (end - start - (negative ? 1 : 0) - (decimals >= 0 ? 1 : 0) < 1) return Number.NaN
  const size = decimals > 0 ? digits / powers[decimals]! : digits
  return negative ? -size : size
}

import { logGamma } from './log-gamma'

/** Q(a, x): the probability that a Gamma(a) variable exceeds x. Series below a + 1, continued fraction above. */
function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1
  const front = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n)
      sum += term
    }
    return 1 - front * sum
  }
  // Lentz's method on DLMF 8.9.2.
  const tiny = 1e-300
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < 10_000; n++) {
    const numerator = -n * (n - a)
    b += 2
    d = 1 / (numerator * d + b || tiny)
    c = b + numerator / c || tiny
    fraction *= c * d
    if (Math.abs(c * d - 1) < 1e-16) break
  }
  return front * fraction
}

/** The probability that a χ² variable of so many degrees of freedom exceeds x. */
export function chiSquaredTail(x: number, degrees: number): number {
  return upperIncompleteGamma(degrees / 2, x / 2)
}

/**
 * The error function, to the precision of a float64: 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5…(2n+1))
 * (Abramowitz and Stegun 7.1.6). All terms have one sign, so nothing cancels.
 */
export function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  let term = x
  let total = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    total += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total
}

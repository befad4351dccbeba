import type { RandomKey } from '@graftjs/base'

/** Of the gamma distribution with this shape and scale 1 (Marsaglia and Tsang, 2000). */
function drawGamma(shape: number, key: RandomKey): number {
  // A shape below 1 is drawn from the one above it.
  const boost = shape < 1 ? key.fold(0).uniform(1)[0]! ** (1 / shape) : 1
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (let attempt = 1; ; attempt++) {
    const own = key.fold(attempt)
    const x = own.normal(1)[0]!
    const v = (1 + c * x) ** 3
    const u = own.fold(0).uniform(1)[0]!
    if (v > 0 && Math.log(1 - u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * boost
  }
}

/** Of the beta distribution. */
export function drawBeta(a: number, b: number, key: RandomKey): number {
  const [x, y] = [drawGamma(a, key.fold(0)), drawGamma(b, key.fold(1))]
  return x + y === 0 ? 0.5 : x / (x + y)
}

/** `count` shares that sum to 1, of the symmetric Dirichlet distribution. */
export function drawShares(count: number, alpha: number, key: RandomKey): number[] {
  const drawn = Array.from({ length: count }, (_, at) => drawGamma(alpha, key.fold(at)))
  const sum = drawn.reduce((total, value) => total + value, 0)
  return drawn.map((value) => (sum === 0 ? 1 / count : value / sum))
}

import { incompleteBeta } from './incomplete-beta'
import { normalQuantile } from './normal'

/** The probability that |T| is at least |t|, for Student's T of so many degrees of freedom. */
export function studentTwoSidedTail(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
}

/** The t > 0 with P(−t ≤ T ≤ t) = level, by bisection in the tail. */
export function studentTwoSidedQuantile(level: number, degrees: number): number {
  const tail = 1 - level
  let low = 0
  let high = 2 * normalQuantile(1 - tail / 2) + 2
  while (studentTwoSidedTail(high, degrees) > tail) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2
    if (studentTwoSidedTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

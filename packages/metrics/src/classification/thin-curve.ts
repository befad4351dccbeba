/**
 * Which points of a curve to draw: at most `most` of them, spread evenly along its length, with both ends.
 * Coordinates are expected between 0 and 1.
 */
export function thinned(x: ArrayLike<number>, y: ArrayLike<number>, most: number): number[] {
  const points = x.length
  if (points <= most) return Array.from({ length: points }, (_, at) => at)
  const lengths = new Float64Array(points)
  for (let at = 1; at < points; at++) {
    lengths[at] = lengths[at - 1]! + Math.hypot(x[at]! - x[at - 1]!, y[at]! - y[at - 1]!)
  }
  const step = lengths[points - 1]! / (most - 1)
  const kept = [0]
  for (let at = 1; at < points - 1 && kept.length < most - 1; at++) {
    if (lengths[at]! >= kept.length * step) kept.push(at)
  }
  kept.push(points - 1)
  return kept
}

/** Six significant digits: finer than any plot, a third of the size in JSON. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6))
}

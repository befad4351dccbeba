/**
 * Which points of a curve carry a marker: evenly along its length, so that a steep part does not heap them up,
 * and shifted from one curve to the next, so that curves which run together show both their markers.
 */
export function markedPoints(
  points: readonly (readonly [number, number])[],
  style: number,
  most = 8,
): Set<number> {
  if (points.length <= 24) return new Set(points.keys())
  const [wide, high] = [extent(points.map(([x]) => x)), extent(points.map(([, y]) => y))]
  const reached = [0]
  for (let at = 1; at < points.length; at += 1) {
    const [x0, y0] = points[at - 1]!
    const [x1, y1] = points[at]!
    reached.push(reached[at - 1]! + Math.hypot((x1 - x0) / wide, (y1 - y0) / high))
  }
  const length = reached.at(-1)!
  const marked = new Set<number>()
  for (let mark = 0; mark < most; mark += 1) {
    const goal = (length * (mark + 0.2 + 0.25 * (style % 4))) / most
    const at = reached.findIndex((distance) => distance >= goal)
    if (at >= 0) marked.add(at)
  }
  return marked
}

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values) || 1
}

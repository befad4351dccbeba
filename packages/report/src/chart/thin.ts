/**
 * A curve with no more points than a picture can show. Largest-triangle-three-buckets keeps the corners that
 * the eye would miss (Steinarsson, "Downsampling time series for visual representation", 2013).
 */
export function thinned(points: readonly (readonly [number, number])[], most = 200): [number, number][] {
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
  if (finite.length <= most) return finite.map(([x, y]) => [x, y])
  const kept = [finite[0]!]
  const bucket = (finite.length - 2) / (most - 2)
  for (let index = 0; index < most - 2; index += 1) {
    const from = Math.floor(index * bucket) + 1
    const to = Math.floor((index + 1) * bucket) + 1
    const next = mean(finite.slice(to, Math.max(to + 1, Math.floor((index + 2) * bucket) + 1)))
    kept.push(furthest(finite.slice(from, to), kept[kept.length - 1]!, next))
  }
  kept.push(finite[finite.length - 1]!)
  return kept.map(([x, y]) => [x, y])
}

function mean(points: readonly (readonly [number, number])[]): [number, number] {
  let x = 0
  let y = 0
  for (const point of points) {
    x += point[0] / points.length
    y += point[1] / points.length
  }
  return [x, y]
}

/** The point that spans the largest triangle with the two given. */
function furthest(
  points: readonly (readonly [number, number])[],
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): readonly [number, number] {
  let best = points[0]!
  let largest = -1
  for (const point of points) {
    const area = Math.abs((x0 - x1) * (point[1] - y0) - (x0 - point[0]) * (y1 - y0))
    if (area > largest) {
      largest = area
      best = point
    }
  }
  return best
}

import { TimeSlice } from '@graftjs/classifier'
import type { SimilarityTile } from './similarities'

/** The mean distance (1 − cosine) of each row to its `k` nearest others, or to all where there are fewer. */
export async function neighbourDistances(
  tiles: AsyncIterable<SimilarityTile>,
  all: number,
  k: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const slice = new TimeSlice(signal)
  const count = Math.min(k, all - 1)
  const distances = new Float64Array(all)
  if (count < 1) return distances
  const nearest = new Float64Array(count)
  for await (const { first, rows, cosines } of tiles) {
    for (let row = 0; row < rows; row++) {
      nearest.fill(Number.NEGATIVE_INFINITY)
      for (let other = 0; other < all; other++) {
        const cosine = cosines[row * all + other]!
        if (other === first + row || cosine <= nearest[count - 1]!) continue
        let at = count - 1
        for (; at > 0 && nearest[at - 1]! < cosine; at--) nearest[at] = nearest[at - 1]!
        nearest[at] = cosine
      }
      const mean = nearest.reduce((sum, cosine) => sum + cosine, 0) / count
      distances[first + row] = Math.max(0, 1 - mean)
      if (slice.over) await slice.pause()
    }
  }
  return distances
}

/**
 * Rows whose distance is beyond the upper quartile by more than `fence` times the distance between the quartiles
 * (Tukey 1977), the furthest first.
 */
export function beyondFence(distances: Float64Array, fence: number): number[] {
  const sorted = distances.slice().sort()
  const quartile = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const limit = quartile(0.75) + fence * (quartile(0.75) - quartile(0.25))
  return Array.from(distances.keys())
    .filter((row) => distances[row]! > limit)
    .sort((a, b) => distances[b]! - distances[a]!)
}

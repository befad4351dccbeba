import { TimeSlice } from '@graftjs/classifier'
import { hashDistance } from './perceptual-hash'
import type { SimilarityTile } from './similarities'

/**
 * The defaults are from 200 photographs of CIFAR-10 as EfficientNet-Lite0 sees them at 128 pixels: the nearest other one
 * had a cosine of 0.57 (median) to 0.73 (highest) and differed in 14 bits or more; copies by JPEG at quality 40, in
 * another size or brighter differed in 0 to 4 bits (19 of 20) at a cosine of 0.5 or more, mirrored ones in 32 bits at
 * a cosine of 0.95 (median).
 */
export interface DuplicateThresholds {
  /** Bits of the perceptual hashes that may differ, of 64. Default 8. */
  readonly hashBits: number
  /**
   * How alike the network must find two pictures whose hashes are near, as the cosine of their vectors: it keeps plain
   * pictures apart whose structure alone is alike, such as two logos on white. Default 0.5.
   */
  readonly similarity: number
  /**
   * From this cosine on two pictures are near-duplicates whatever their hashes say: mirrored and cropped copies, which
   * have other hashes. Default 0.9; raise it where drawings of one style or shots of one series are joined.
   */
  readonly certain: number
}

/** Two pictures that are nearly the same, by their rows. */
export interface NearPair {
  readonly first: number
  readonly second: number
  /** The cosine of their vectors. */
  readonly similarity: number
  /** How many of the 64 bits of their perceptual hashes differ. */
  readonly hashBits: number
}

/** All pairs of rows that are near-duplicates, by comparing each with each. */
export async function nearPairs(
  tiles: AsyncIterable<SimilarityTile>,
  hashes: Uint32Array,
  { hashBits, similarity, certain }: DuplicateThresholds,
  signal?: AbortSignal,
): Promise<NearPair[]> {
  const slice = new TimeSlice(signal)
  const all = hashes.length / 2
  const pairs: NearPair[] = []
  for await (const { first: start, rows, cosines } of tiles) {
    for (let row = 0; row < rows; row++) {
      const first = start + row
      for (let second = first + 1; second < all; second++) {
        const cosine = cosines[row * all + second]!
        if (cosine < similarity && cosine < certain) continue
        const bits = hashDistance(hashes, hashes, 2 * first, 2 * second)
        if (cosine >= certain || (bits <= hashBits && cosine >= similarity)) {
          pairs.push({ first, second, similarity: Math.min(1, cosine), hashBits: bits })
        }
      }
      if (slice.over) await slice.pause()
    }
  }
  return pairs
}

/** Rows that pairs join, directly or through others: the largest group first, each in order. */
export function joinPairs(pairs: readonly NearPair[]): number[][] {
  const leaders = new Map<number, number>()
  const leaderOf = (row: number): number => {
    let leader = row
    for (let next = leaders.get(leader); next !== undefined && next !== leader; next = leaders.get(leader)) {
      leader = next
    }
    leaders.set(row, leader)
    return leader
  }
  for (const { first, second } of pairs) {
    const [a, b] = [leaderOf(first), leaderOf(second)]
    leaders.set(Math.max(a, b), Math.min(a, b))
  }
  const groups = new Map<number, number[]>()
  for (const row of [...leaders.keys()].sort((a, b) => a - b)) {
    const leader = leaderOf(row)
    const group = groups.get(leader)
    if (group) group.push(row)
    else groups.set(leader, [row])
  }
  return [...groups.values()].sort((a, b) => b.length - a.length || a[0]! - b[0]!)
}

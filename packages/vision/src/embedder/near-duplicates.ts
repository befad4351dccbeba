import { type FeatureMatrix, TimeSlice } from '@graftjs/classifier'
import { hashDistance } from './perceptual-hash'

export interface DuplicateThresholds {
  /**
   * Bits of the perceptual hashes that may differ, of 64. Copies in another size, format or quality differ in 0 to 6,
   * pictures that have nothing to do with each other in about 32; at 8 chance alone joins fewer than one pair in a
   * billion, but plain pictures (a logo on white) may resemble each other. Default 8.
   */
  readonly hashBits: number
  /**
   * How alike the network must find two pictures whose hashes are near, as the cosine of their vectors: keeps plain
   * pictures apart that are alike in structure alone. Default 0.85.
   */
  readonly similarity: number
  /**
   * From this cosine on two pictures are near-duplicates whatever their hashes say: mirrored, cropped or turned copies,
   * which have other hashes. Default 0.97; raise it where distinct pictures of one series are joined.
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
  { data, rows, columns }: FeatureMatrix,
  hashes: Uint32Array,
  { hashBits, similarity, certain }: DuplicateThresholds,
  signal?: AbortSignal,
): Promise<NearPair[]> {
  const slice = new TimeSlice(signal)
  const pairs: NearPair[] = []
  for (let first = 0; first < rows; first++) {
    for (let second = first + 1; second < rows; second++) {
      const bits = hashDistance(hashes, hashes, 2 * first, 2 * second)
      let cosine = 0
      for (let c = 0; c < columns; c++) cosine += data[first * columns + c]! * data[second * columns + c]!
      if (cosine >= certain || (bits <= hashBits && cosine >= similarity)) {
        pairs.push({ first, second, similarity: Math.min(1, cosine), hashBits: bits })
      }
      if (second % 64 === 0 && slice.over) await slice.pause()
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

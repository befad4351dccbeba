import { RandomKey } from '@graftjs/base'
import { checkFeatures } from '../classical/features'
import { wholeNumber } from '../classical/settings'
import type { FeatureMatrix } from '../logistic/feature-matrix'
import { TimeSlice } from '../rows/time-slice'

export interface KMeansOptions {
  /** Clusters, at most as many as rows. */
  readonly k: number
  /** How often to start anew; the tightest clusters are kept. Default 4. */
  readonly restarts?: number
  /** Default 300. */
  readonly maximumIterations?: number
  /** The same seed and rows give the same clusters. Default 0. */
  readonly seed?: number
  readonly signal?: AbortSignal | undefined
}

export interface KMeans {
  /** `[rows]`: the cluster of each row, 0 … k − 1. */
  readonly clusters: Int32Array
  /** `[k, columns]` */
  readonly centres: Float64Array
  /** The squared distances of rows to their centres, summed. */
  readonly inertia: number
  readonly iterations: number
}

/**
 * K-means: centres that rows are near to, begun far apart (k-means++, Arthur and Vassilvitskii 2007) and moved to the
 * mean of their rows until no row changes sides (Lloyd).
 */
export async function kMeans(features: FeatureMatrix, options: KMeansOptions): Promise<KMeans> {
  const { k, restarts = 4, maximumIterations = 300, seed = 0, signal } = options
  checkFeatures(features)
  wholeNumber(k, 'k')
  wholeNumber(restarts, 'restarts')
  const slice = new TimeSlice(signal)
  const key = RandomKey.from(seed)
  let best: KMeans | undefined
  for (let restart = 0; restart < restarts; restart++) {
    const start = await startingCentres(features, Math.min(k, features.rows), key.fold(restart), slice)
    const found = await moveCentres(
      features,
      start,
      wholeNumber(maximumIterations, 'maximumIterations'),
      slice,
    )
    if (!best || found.inertia < best.inertia) best = found
  }
  return best!
}

/** Rows, each drawn by the square of how far it is from those drawn before. */
async function startingCentres(
  features: FeatureMatrix,
  k: number,
  key: RandomKey,
  slice: TimeSlice,
): Promise<Float64Array> {
  const { data, rows, columns } = features
  const draws = key.uniform(k)
  const centres = new Float64Array(k * columns)
  const nearest = new Float64Array(rows).fill(1)
  for (let centre = 0; centre < k; centre++) {
    const row = drawByWeight(nearest, draws[centre]!)
    const own = centres.subarray(centre * columns, (centre + 1) * columns)
    own.set(data.subarray(row * columns, (row + 1) * columns))
    for (let other = 0; other < rows; other++) {
      const distance = squaredDistance(features, other, centres, centre)
      nearest[other] = centre === 0 ? distance : Math.min(nearest[other]!, distance)
      if (other % 64 === 0 && slice.over) await slice.pause()
    }
  }
  return centres
}

function drawByWeight(weights: Float64Array, draw: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let left = draw * total
  let last = 0
  for (const [row, weight] of weights.entries()) {
    if (weight === 0) continue
    last = row
    left -= weight
    if (left < 0) break
  }
  return last
}

/** Lloyd's iterations from given centres, `[k, columns]`, which are moved. */
export async function moveCentres(
  features: FeatureMatrix,
  centres: Float64Array,
  maximumIterations: number,
  slice: TimeSlice,
): Promise<KMeans> {
  const { data, rows, columns } = features
  const k = centres.length / columns
  const clusters = new Int32Array(rows).fill(-1)
  const distances = new Float64Array(CENTRES_AT_ONCE)
  for (let iteration = 1; ; iteration++) {
    let changed = 0
    let inertia = 0
    let furthest = { row: 0, distance: -1 }
    for (let row = 0; row < rows; row++) {
      let cluster = 0
      let nearest = Number.POSITIVE_INFINITY
      for (let centre = 0; centre < k; centre += CENTRES_AT_ONCE) {
        const last = Math.min(centre + CENTRES_AT_ONCE, k)
        squaredDistances(features, row, centres, centre, last, distances)
        for (let other = centre; other < last; other++) {
          if (distances[other - centre]! >= nearest) continue
          cluster = other
          nearest = distances[other - centre]!
        }
      }
      if (clusters[row] !== cluster) changed++
      clusters[row] = cluster
      inertia += nearest
      if (nearest > furthest.distance) furthest = { row, distance: nearest }
      if (row % 16 === 0 && slice.over) await slice.pause()
    }
    if (changed === 0 || iteration >= maximumIterations) {
      return { clusters, centres, inertia, iterations: iteration }
    }
    const sizes = new Float64Array(k)
    centres.fill(0)
    for (let row = 0; row < rows; row++) {
      const start = clusters[row]! * columns
      sizes[clusters[row]!]! += 1
      for (let c = 0; c < columns; c++) centres[start + c]! += data[row * columns + c]!
      if (row % 64 === 0 && slice.over) await slice.pause()
    }
    for (let centre = 0; centre < k; centre++) {
      const own = centres.subarray(centre * columns, (centre + 1) * columns)
      if (sizes[centre]! > 0) for (let c = 0; c < columns; c++) own[c]! /= sizes[centre]!
      // A centre that lost all its rows goes where a row is worst served.
      else own.set(data.subarray(furthest.row * columns, (furthest.row + 1) * columns))
    }
  }
}

/** Centres that a row is compared with while it is at hand. */
const CENTRES_AT_ONCE = 4

/** Of one row to up to four centres. */
function squaredDistances(
  { data, columns }: FeatureMatrix,
  row: number,
  centres: Float64Array,
  first: number,
  last: number,
  out: Float64Array,
): void {
  const at = (i: number) => Math.min(first + i, last - 1) * columns
  const [start, a, b, c, d] = [row * columns, at(0), at(1), at(2), at(3)]
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0]
  for (let i = 0; i < columns; i++) {
    const value = data[start + i]!
    const byA = value - centres[a + i]!
    const byB = value - centres[b + i]!
    const byC = value - centres[c + i]!
    const byD = value - centres[d + i]!
    sumA += byA * byA
    sumB += byB * byB
    sumC += byC * byC
    sumD += byD * byD
  }
  out[0] = sumA
  out[1] = sumB
  out[2] = sumC
  out[3] = sumD
}

function squaredDistance(
  { data, columns }: FeatureMatrix,
  row: number,
  centres: Float64Array,
  centre: number,
): number {
  const [a, b] = [row * columns, centre * columns]
  let sum = 0
  for (let c = 0; c < columns; c++) {
    const difference = data[a + c]! - centres[b + c]!
    sum += difference * difference
  }
  return sum
}

import type { FeatureMatrix } from '../logistic/feature-matrix'
import type { TimeSlice } from '../rows/time-slice'

/** `cosine` is 1 − the cosine of the angle: 0 for equal directions, 2 for opposite ones. */
export type FeatureDistance = 'euclidean' | 'cosine'

export interface NearestOptions {
  /** How many neighbours of each row; at most as many as there are. */
  readonly k: number
  readonly distance: FeatureDistance
  /** The queries are the base rows themselves, and no row is its own neighbour. Default false. */
  readonly among?: boolean
  readonly slice: TimeSlice
}

/** The neighbours of every query, nearest first; of equal distances the earlier row is nearer. */
export interface Neighbours {
  /** Neighbours of each query. */
  readonly k: number
  /** `[queries, k]`: rows of the base. */
  readonly rows: Int32Array
  /** `[queries, k]` */
  readonly distances: Float64Array
}

/** Queries that are compared with a base row while it is at hand. */
const QUERIES_AT_ONCE = 4

/** The exact nearest rows of `base` to each query, by comparing each with each. */
export async function nearestRows(
  queries: FeatureMatrix,
  base: FeatureMatrix,
  { k: wanted, distance, among = false, slice }: NearestOptions,
): Promise<Neighbours> {
  const k = Math.min(wanted, base.rows - (among ? 1 : 0))
  const found: Neighbours = {
    k,
    rows: new Int32Array(queries.rows * k).fill(-1),
    distances: new Float64Array(queries.rows * k).fill(Number.POSITIVE_INFINITY),
  }
  if (k === 0) return found
  const measure =
    distance === 'cosine' ? await cosineDistances(queries, base, slice) : euclideanDistances(queries, base)
  const distances = new Float64Array(QUERIES_AT_ONCE)
  for (let first = 0; first < queries.rows; first += QUERIES_AT_ONCE) {
    const last = Math.min(first + QUERIES_AT_ONCE, queries.rows)
    for (let row = 0; row < base.rows; row++) {
      measure(first, last, row, distances)
      for (let query = first; query < last; query++) {
        if (among && query === row) continue
        const own = distances[query - first]!
        if (own < found.distances[query * k + k - 1]!) insert(found, query, row, own)
      }
      if (row % 64 === 0 && slice.over) await slice.pause()
    }
  }
  return found
}

/** Writes the distances of queries `first` … `last − 1` to one row of the base. */
type Measure = (first: number, last: number, row: number, out: Float64Array) => void

function euclideanDistances(queries: FeatureMatrix, base: FeatureMatrix): Measure {
  return (first, last, row, out) => {
    squaredDistances(queries, first, last, base, row, out)
    for (let i = 0; i < last - first; i++) out[i] = Math.sqrt(out[i]!)
  }
}

/** A row of zeros has no direction: it is at distance 1 from every other. */
async function cosineDistances(
  queries: FeatureMatrix,
  base: FeatureMatrix,
  slice: TimeSlice,
): Promise<Measure> {
  const lengths = await rowLengths(base, slice)
  const queryLengths = queries === base ? lengths : await rowLengths(queries, slice)
  return (first, last, row, out) => {
    dots(queries, first, last, base, row, out)
    for (let query = first; query < last; query++) {
      const scale = queryLengths[query]! * lengths[row]!
      out[query - first] = scale === 0 ? 1 : Math.max(0, 1 - out[query - first]! / scale)
    }
  }
}

/** ‖x‖ of every row. */
async function rowLengths({ data, rows, columns }: FeatureMatrix, slice: TimeSlice): Promise<Float64Array> {
  const lengths = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let at = row * columns; at < (row + 1) * columns; at++) squares += data[at]! * data[at]!
    lengths[row] = Math.sqrt(squares)
    if (row % 256 === 0) await slice.pause()
  }
  return lengths
}

/** Up to four queries against one row, so that the row is read once for them. */
function squaredDistances(
  { data, columns }: FeatureMatrix,
  first: number,
  last: number,
  base: FeatureMatrix,
  row: number,
  out: Float64Array,
): void {
  const other = base.data
  const start = row * columns
  const at = (i: number) => Math.min(first + i, last - 1) * columns
  const [a, b, c, d] = [at(0), at(1), at(2), at(3)]
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0]
  for (let i = 0; i < columns; i++) {
    const value = other[start + i]!
    const byA = data[a + i]! - value
    const byB = data[b + i]! - value
    const byC = data[c + i]! - value
    const byD = data[d + i]! - value
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

/** The same of dot products. */
function dots(
  { data, columns }: FeatureMatrix,
  first: number,
  last: number,
  base: FeatureMatrix,
  row: number,
  out: Float64Array,
): void {
  const other = base.data
  const start = row * columns
  const at = (i: number) => Math.min(first + i, last - 1) * columns
  const [a, b, c, d] = [at(0), at(1), at(2), at(3)]
  let [dotA, dotB, dotC, dotD] = [0, 0, 0, 0]
  for (let i = 0; i < columns; i++) {
    const value = other[start + i]!
    dotA += data[a + i]! * value
    dotB += data[b + i]! * value
    dotC += data[c + i]! * value
    dotD += data[d + i]! * value
  }
  out[0] = dotA
  out[1] = dotB
  out[2] = dotC
  out[3] = dotD
}

/** Puts a row where it belongs in the query's sorted neighbours, and the last of them out. */
function insert({ k, rows, distances }: Neighbours, query: number, row: number, distance: number): void {
  let at = query * k + k - 1
  while (at > query * k && distances[at - 1]! > distance) {
    rows[at] = rows[at - 1]!
    distances[at] = distances[at - 1]!
    at--
  }
  rows[at] = row
  distances[at] = distance
}

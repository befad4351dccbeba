import type { Features } from '../classical/features'
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
  queries: Features,
  base: Features,
  options: NearestOptions,
): Promise<Neighbours> {
  const { distance, among = false, slice } = options
  const k = Math.min(options.k, base.rows - (among ? 1 : 0))
  const [from, to] = distance === 'cosine' ? await unitPair(queries, base, slice) : [queries, base]
  const found: Neighbours = {
    k,
    rows: new Int32Array(queries.rows * k).fill(-1),
    distances: new Float64Array(queries.rows * k).fill(Number.POSITIVE_INFINITY),
  }
  if (k === 0) return found
  const scores = new Float64Array(QUERIES_AT_ONCE)
  const compare = distance === 'cosine' ? cosineDistances : squaredDistances
  for (let first = 0; first < queries.rows; first += QUERIES_AT_ONCE) {
    const last = Math.min(first + QUERIES_AT_ONCE, queries.rows)
    for (let row = 0; row < base.rows; row++) {
      compare(from, first, last, to, row, scores)
      for (let query = first; query < last; query++) {
        if (among && query === row) continue
        const score = scores[query - first]!
        if (score < found.distances[query * k + k - 1]!) insert(found, query, row, score)
      }
      if (row % 64 === 0 && slice.over) await slice.pause()
    }
  }
  if (distance === 'euclidean') {
    for (let i = 0; i < found.distances.length; i++) found.distances[i] = Math.sqrt(found.distances[i]!)
  }
  return found
}

/** Every row at length 1; a row of zeros stays as it is, at distance 1 to all others. */
export async function unitRows({ values, rows, columns }: Features, slice: TimeSlice): Promise<Features> {
  const units = Float64Array.from(values)
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let at = row * columns; at < (row + 1) * columns; at++) squares += units[at]! * units[at]!
    const length = Math.sqrt(squares) || 1
    for (let at = row * columns; at < (row + 1) * columns; at++) units[at]! /= length
    if (row % 256 === 0) await slice.pause()
  }
  return { values: units, rows, columns }
}

async function unitPair(queries: Features, base: Features, slice: TimeSlice): Promise<[Features, Features]> {
  const units = await unitRows(base, slice)
  return [queries === base ? units : await unitRows(queries, slice), units]
}

/** Four queries against one row, so that the row is read once for them. */
function squaredDistances(
  { values, columns }: Features,
  first: number,
  last: number,
  base: Features,
  row: number,
  out: Float64Array,
): void {
  const other = base.values
  const start = row * columns
  if (last - first < QUERIES_AT_ONCE) {
    for (let query = first; query < last; query++) {
      let sum = 0
      for (let c = 0; c < columns; c++) sum += (values[query * columns + c]! - other[start + c]!) ** 2
      out[query - first] = sum
    }
    return
  }
  const [a, b, c, d] = [first * columns, (first + 1) * columns, (first + 2) * columns, (first + 3) * columns]
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0]
  for (let i = 0; i < columns; i++) {
    const value = other[start + i]!
    const byA = values[a + i]! - value
    const byB = values[b + i]! - value
    const byC = values[c + i]! - value
    const byD = values[d + i]! - value
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

function cosineDistances(
  { values, columns }: Features,
  first: number,
  last: number,
  base: Features,
  row: number,
  out: Float64Array,
): void {
  const other = base.values
  const start = row * columns
  if (last - first < QUERIES_AT_ONCE) {
    for (let query = first; query < last; query++) {
      let dot = 0
      for (let c = 0; c < columns; c++) dot += values[query * columns + c]! * other[start + c]!
      out[query - first] = Math.max(0, 1 - dot)
    }
    return
  }
  const [a, b, c, d] = [first * columns, (first + 1) * columns, (first + 2) * columns, (first + 3) * columns]
  let [dotA, dotB, dotC, dotD] = [0, 0, 0, 0]
  for (let i = 0; i < columns; i++) {
    const value = other[start + i]!
    dotA += values[a + i]! * value
    dotB += values[b + i]! * value
    dotC += values[c + i]! * value
    dotD += values[d + i]! * value
  }
  out[0] = Math.max(0, 1 - dotA)
  out[1] = Math.max(0, 1 - dotB)
  out[2] = Math.max(0, 1 - dotC)
  out[3] = Math.max(0, 1 - dotD)
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

import { asRows, asWholeNumber, type Column, checkNotEmpty } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { groupingOf } from '../selection/grouping'
import {
  asVectors,
  countVectors,
  distanceBetween,
  type VectorDistance,
  type VectorOptions,
  type Vectors,
} from './vectors'

export interface NeighbourRecallOptions extends VectorOptions {
  /** How many neighbours are looked at; 1 by default. */
  readonly k?: number
  readonly distance?: VectorDistance
}

/**
 * The share of rows with a row of the same label among their `k` nearest others: recall@k of metric learning (Jegou
 * et al. 2011). Rows whose label occurs once cannot be found and do not count. Of equal distances the earlier row is
 * nearer. Time grows with the square of the rows.
 */
export function neighbourRecall<L extends Label>(
  vectors: Vectors,
  labels: Column<L>,
  options: NeighbourRecallOptions = {},
): number {
  const { k = 1, distance = 'euclidean' } = options
  const labelRows = asRows(labels, 'labels')
  checkNotEmpty(labelRows, 'labels')
  const { groupOf, sizes } = groupingOf(labelRows, labelRows.length, 'labels')
  const rows = groupOf.length
  asWholeNumber(k, 'k', 1)
  const between = distanceBetween(asVectors(vectors, rows, options, 'vectors', 'labels'), distance)
  let found = 0
  let counted = 0
  for (let row = 0; row < rows; row++) {
    if (sizes[groupOf[row]!] === 1) continue
    counted++
    const nearest = nearestTo(row, rows, k, between)
    if (nearest.some((other) => groupOf[other] === groupOf[row])) found++
  }
  if (counted === 0) {
    refuse({
      what: 'Every label occurs once, so no row has another to be found.',
      where: 'labels',
      fix: 'Pass labels that at least two rows share.',
    })
  }
  return found / counted
}

/** The nearest `k` other rows, nearest first. */
function nearestTo(
  row: number,
  rows: number,
  k: number,
  between: (first: number, second: number) => number,
): number[] {
  const others = Array.from({ length: rows }, (_, other) => other).filter((other) => other !== row)
  const distances = Float64Array.from({ length: rows }, (_, other) =>
    other === row ? 0 : between(row, other),
  )
  return others.sort((a, b) => distances[a]! - distances[b]! || a - b).slice(0, k)
}

export interface TrustworthinessOptions {
  /** How many neighbours count; 5 by default, fewer than half the rows. */
  readonly neighbours?: number
  readonly distance?: VectorDistance
  /** The lengths of vectors, where they are given flat. */
  readonly dimensions?: number
  readonly embeddedDimensions?: number
}

/**
 * Whether what is near in an embedding was near before: 1 minus a penalty for rows that come among the nearest
 * without having been there (Venna and Kaski 2001). Equals scikit-learn's `trustworthiness`; in the embedding
 * distances are Euclidean.
 */
export function trustworthiness(
  vectors: Vectors,
  embedded: Vectors,
  { neighbours = 5, distance = 'euclidean', dimensions, embeddedDimensions }: TrustworthinessOptions = {},
): number {
  const flat = dimensions === undefined ? {} : { dimensions }
  const rows = countVectors(vectors, flat)
  asWholeNumber(neighbours, 'neighbours', 1)
  if (neighbours >= rows / 2) {
    refuse({
      what: `neighbours is ${neighbours} for ${rows} rows.`,
      where: 'neighbours',
      fix: 'Look at fewer than half the rows.',
      code: 'invalid-option',
    })
  }
  const before = distanceBetween(asVectors(vectors, rows, flat, 'vectors', 'embedded'), distance)
  const after = distanceBetween(
    asVectors(
      embedded,
      rows,
      embeddedDimensions === undefined ? {} : { dimensions: embeddedDimensions },
      'embedded',
      'vectors',
    ),
    'euclidean',
  )
  let penalty = 0
  const rank = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    nearestTo(row, rows, rows, before).forEach((other, at) => {
      rank[other] = at + 1
    })
    for (const other of nearestTo(row, rows, neighbours, after)) {
      penalty += Math.max(0, rank[other]! - neighbours)
    }
  }
  return 1 - (2 * penalty) / (rows * neighbours * (2 * rows - 3 * neighbours - 1))
}

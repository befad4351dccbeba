import { asRows, type Column, checkNotEmpty } from '../input/column'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { type Grouping, groupingOf } from '../selection/grouping'
import { asVectors, distanceBetween, type VectorDistance, type VectorOptions, type Vectors } from './vectors'

export interface SilhouetteOptions extends VectorOptions {
  readonly distance?: VectorDistance
}

export interface Silhouette {
  readonly mean: number
  /** For each row: near 1 well inside its cluster, 0 between two, below 0 nearer to another; 0 where it is alone. */
  readonly perRow: Float64Array
}

/**
 * How much nearer rows are to their own cluster than to the next (Rousseeuw 1987), from -1 to 1; no truth is needed.
 * Equals scikit-learn's `silhouette_samples` and `silhouette_score`. Time grows with the square of the rows.
 */
export function silhouette<L extends Label>(
  vectors: Vectors,
  clusters: Column<L>,
  options: SilhouetteOptions = {},
): Silhouette {
  const { sizes, groupOf } = readClusters(clusters)
  const rows = groupOf.length
  const distance = distanceBetween(asVectors(vectors, rows, options), options.distance ?? 'euclidean')
  const perRow = new Float64Array(rows)
  const sums = new Float64Array(sizes.length)
  for (let row = 0; row < rows; row++) {
    const own = groupOf[row]!
    if (sizes[own] === 1) continue
    sums.fill(0)
    for (let other = 0; other < rows; other++) {
      if (other !== row) sums[groupOf[other]!]! += distance(row, other)
    }
    const inside = sums[own]! / (sizes[own]! - 1)
    let nearest = Infinity
    sums.forEach((sum, cluster) => {
      if (cluster !== own) nearest = Math.min(nearest, sum / sizes[cluster]!)
    })
    const greater = Math.max(inside, nearest)
    perRow[row] = greater === 0 ? 0 : (nearest - inside) / greater
  }
  return { mean: perRow.reduce((sum, value) => sum + value, 0) / rows, perRow }
}

/** The clusters of rows: at least two, and fewer than rows. */
export function readClusters<L extends Label>(clusters: Column<L>): Grouping {
  const clusterRows = asRows(clusters, 'clusters')
  checkNotEmpty(clusterRows, 'clusters')
  const grouping = groupingOf(clusterRows, clusterRows.length, 'clusters')
  const count = grouping.sizes.length
  if (count < 2 || count >= clusterRows.length) {
    refuse({
      what: `There are ${count} clusters of ${clusterRows.length} rows.`,
      where: 'clusters',
      fix: 'Pass at least two clusters, and fewer than rows.',
    })
  }
  return grouping
}

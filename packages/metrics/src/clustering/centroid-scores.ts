import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import type { FlatMatrix } from '../input/score-matrix'
import type { Grouping } from '../selection/grouping'
import { readClusters } from './silhouette'
import { asVectors, type VectorOptions, type Vectors } from './vectors'

/**
 * The scatter between clusters against that inside them, per degree of freedom; higher is better (Caliński and
 * Harabasz 1974). Equals scikit-learn's `calinski_harabasz_score`.
 */
export function calinskiHarabasz<L extends Label>(
  vectors: Vectors,
  clusters: Column<L>,
  options: VectorOptions = {},
): number {
  const grouping = readClusters(clusters)
  const matrix = asVectors(vectors, grouping.groupOf.length, options)
  const { rows, columns, values } = matrix
  const centres = centresOf(matrix, grouping)
  const middle = centresOf(matrix, { groupOf: new Int32Array(rows), sizes: Int32Array.of(rows) })
  const count = grouping.sizes.length
  let between = 0
  centres.forEach((centre, at) => {
    const size = grouping.sizes[Math.floor(at / columns)]!
    between += size * (centre - middle[at % columns]!) ** 2
  })
  let within = 0
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < columns; at++) {
      within += (values[row * columns + at]! - centres[grouping.groupOf[row]! * columns + at]!) ** 2
    }
  }
  return within === 0 ? 1 : (between * (rows - count)) / (within * (count - 1))
}

/**
 * The mean, over clusters, of their likeness to the cluster most like them: width against distance; 0 is best
 * (Davies and Bouldin 1979). Equals scikit-learn's `davies_bouldin_score`.
 */
export function daviesBouldin<L extends Label>(
  vectors: Vectors,
  clusters: Column<L>,
  options: VectorOptions = {},
): number {
  const grouping = readClusters(clusters)
  const matrix = asVectors(vectors, grouping.groupOf.length, options)
  const { rows, columns, values } = matrix
  const centres = centresOf(matrix, grouping)
  const count = grouping.sizes.length
  const width = new Float64Array(count)
  for (let row = 0; row < rows; row++) {
    const cluster = grouping.groupOf[row]!
    let squares = 0
    for (let at = 0; at < columns; at++) {
      squares += (values[row * columns + at]! - centres[cluster * columns + at]!) ** 2
    }
    width[cluster]! += Math.sqrt(squares) / grouping.sizes[cluster]!
  }
  let sum = 0
  for (let a = 0; a < count; a++) {
    let most = 0
    for (let b = 0; b < count; b++) {
      if (a === b) continue
      let squares = 0
      for (let at = 0; at < columns; at++)
        squares += (centres[a * columns + at]! - centres[b * columns + at]!) ** 2
      // Centres in one place leave no distance to compare with; scikit-learn leaves such a pair out.
      if (squares > 0) most = Math.max(most, (width[a]! + width[b]!) / Math.sqrt(squares))
    }
    sum += most
  }
  return sum / count
}

/** The mean vector of every cluster, flat. */
function centresOf({ values, rows, columns }: FlatMatrix, { groupOf, sizes }: Grouping): Float64Array {
  const centres = new Float64Array(sizes.length * columns)
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < columns; at++) {
      centres[groupOf[row]! * columns + at]! += values[row * columns + at]! / sizes[groupOf[row]!]!
    }
  }
  return centres
}

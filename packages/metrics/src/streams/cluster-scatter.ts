import { asVectors, type VectorOptions, type Vectors } from '../clustering/vectors'
import type { Label } from '../input/label-index'
import { refuse } from '../input/refuse'
import { quotientOf } from './error-free-sum'
import type { Kept } from './kept'
import { nameOfLabel } from './label-pairs'
import type { StreamedMeasure } from './measure'

/** The vectors of some rows and their clusters. */
export interface VectorBatch {
  readonly vectors: Vectors
  readonly clusters: ArrayLike<Label>
}

/**
 * The scatter between clusters against that inside them. Both are differences of squares, which cancel; so sums are
 * kept without rounding, as of R², and rounded once, in the quotient.
 */
export function scatterRatio(options: VectorOptions): StreamedMeasure<VectorBatch, number> {
  return {
    name: 'scatter',
    shared: true,
    observe: (kept, batch) => observe(kept, batch, options),
    read,
  }
}

function observe(kept: Kept, { vectors, clusters }: VectorBatch, options: VectorOptions): void {
  if (clusters.length === 0) return
  const { values, rows, columns } = asVectors(vectors, clusters.length, options)
  const squares = kept.sum('squares')
  for (let row = 0; row < rows; row++) {
    const cluster = nameOfLabel(clusters[row]!)
    kept.sum(`rows ${cluster}`).add(1)
    for (let at = 0; at < columns; at++) {
      const value = values[row * columns + at]!
      kept.sum(`sum ${at} ${cluster}`).add(value)
      squares.addProduct(value, value)
    }
  }
  kept.reach('columns', columns)
}

function read(kept: Kept): number {
  const names = kept.namesAfter('rows ')
  const sizes = names.map((name) => BigInt(kept.sum(`rows ${name}`).value))
  const rows = sizes.reduce((sum, size) => sum + size, 0n)
  const count = BigInt(names.length)
  if (count < 2n || count >= rows) {
    refuse({
      what: `There are ${count} clusters of ${rows} rows.`,
      where: 'clusters',
      fix: 'Pass at least two clusters, and fewer than rows.',
    })
  }
  const columns = Array.from({ length: kept.greatestOf('columns') }, (_, at) => at)
  const squared = (sums: readonly bigint[]) => sums.reduce((total, sum) => total + sum * sum, 0n)
  const sumsOf = (name: string) => columns.map((at) => kept.sum(`sum ${at} ${name}`).exact)
  const perCluster = names.map(sumsOf)
  const all = columns.map((at) => perCluster.reduce((total, sums) => total + sums[at]!, 0n))
  // Over the common denominator of all means.
  const scale = sizes.reduce((product, size) => product * size, 1n)
  const centres = perCluster.reduce((total, sums, at) => total + squared(sums) * (scale / sizes[at]!), 0n)
  const within = kept.sum('squares').exact * unit * scale - centres
  const between = centres * rows - scale * squared(all)
  if (within === 0n) return 1
  return quotientOf(between * (rows - count), within * rows * (count - 1n))
}

/** 1 in the whole numbers of `ErrorFreeSum.exact`. */
const unit = 1n << 1074n

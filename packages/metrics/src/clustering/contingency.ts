import { asRows, type Column, checkNotEmpty, checkSameLength } from '../input/column'
import { type Label, LabelIndex } from '../input/label-index'

/** How many rows each pair of a true class and a cluster has, pairs without rows left out. */
export interface Contingency {
  readonly rows: number
  readonly cells: readonly { readonly first: number; readonly second: number; readonly count: number }[]
  readonly firstSizes: readonly number[]
  readonly secondSizes: readonly number[]
}

export function contingencyOf<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
): Contingency {
  const truthRows = asRows(truth, 'truth')
  const clusterRows = asRows(clusters, 'clusters')
  checkNotEmpty(truthRows, 'truth')
  checkSameLength(truthRows, 'truth', clusterRows, 'clusters')
  const classes = new LabelIndex<A>()
  const groups = new LabelIndex<B>()
  const counts = new Map<number, number>()
  const firstSizes: number[] = []
  const secondSizes: number[] = []
  for (let row = 0; row < truthRows.length; row++) {
    const first = classes.add(truthRows[row]!, 'truth', row)
    const second = groups.add(clusterRows[row]!, 'clusters', row)
    firstSizes[first] = (firstSizes[first] ?? 0) + 1
    secondSizes[second] = (secondSizes[second] ?? 0) + 1
    // Fewer than 2²⁶ groups on either side, so that the pair fits a safe integer.
    const key = first * 0x4000000 + second
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const cells = Array.from(counts, ([key, count]) => ({
    first: Math.floor(key / 0x4000000),
    second: key % 0x4000000,
    count,
  }))
  return { rows: truthRows.length, cells, firstSizes, secondSizes }
}

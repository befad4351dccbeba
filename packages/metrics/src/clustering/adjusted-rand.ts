import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { type Contingency, contingencyOf } from './contingency'

/**
 * The adjusted Rand index: how often two partitions agree on whether two rows belong together, beyond chance; 1 for
 * the same partition, about 0 for unrelated ones, down to -0.5 (Hubert and Arabie 1985). Equals scikit-learn's
 * `adjusted_rand_score`.
 */
export function adjustedRand<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
): number {
  return adjustedRandOf(contingencyOf(truth, clusters))
}

export function adjustedRandOf({ rows, cells, firstSizes, secondSizes }: Contingency): number {
  const all = pairsIn([rows])
  const both = pairsIn(cells.map(({ count }) => count))
  const first = pairsIn(firstSizes)
  const second = pairsIn(secondSizes)
  if (both === first && both === second) return 1
  const expected = (first * second) / all
  return (both - expected) / ((first + second) / 2 - expected)
}

/**
 * The share of pairs of rows on which two partitions agree, together in both or apart in both; unrelated partitions
 * reach far above 0, so prefer `adjustedRand` (Rand 1971). Equals scikit-learn's `rand_score`.
 */
export function randIndex<A extends Label, B extends Label>(truth: Column<A>, clusters: Column<B>): number {
  return randIndexOf(contingencyOf(truth, clusters))
}

export function randIndexOf({ rows, cells, firstSizes, secondSizes }: Contingency): number {
  const all = pairsIn([rows])
  if (all === 0) return 1
  const both = pairsIn(cells.map(({ count }) => count))
  return (all - pairsIn(firstSizes) - pairsIn(secondSizes) + 2 * both) / all
}

/**
 * The geometric mean of precision and recall over pairs of rows that belong together (Fowlkes and Mallows 1983).
 * Equals scikit-learn's `fowlkes_mallows_score`.
 */
export function fowlkesMallows<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
): number {
  return fowlkesMallowsOf(contingencyOf(truth, clusters))
}

export function fowlkesMallowsOf({ cells, firstSizes, secondSizes }: Contingency): number {
  const both = pairsIn(cells.map(({ count }) => count))
  return both === 0 ? 0 : Math.sqrt(both / pairsIn(firstSizes)) * Math.sqrt(both / pairsIn(secondSizes))
}

/** How many pairs of rows are together in groups of these sizes. */
function pairsIn(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
}

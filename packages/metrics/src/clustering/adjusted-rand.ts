import type { Column } from '../input/column'
import type { Label } from '../input/label-index'
import { contingencyOf } from './contingency'

/**
 * The adjusted Rand index: how often two partitions agree on whether two rows belong together, beyond chance; 1 for
 * the same partition, about 0 for unrelated ones, down to -0.5 (Hubert and Arabie 1985). Equals scikit-learn's
 * `adjusted_rand_score`.
 */
export function adjustedRand<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
): number {
  const { rows, cells, firstSizes, secondSizes } = contingencyOf(truth, clusters)
  const pairs = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
  const all = (rows * (rows - 1)) / 2
  const both = pairs(cells.map(({ count }) => count))
  const first = pairs(firstSizes)
  const second = pairs(secondSizes)
  if (both === first && both === second) return 1
  const expected = (first * second) / all
  return (both - expected) / ((first + second) / 2 - expected)
}

/**
 * The geometric mean of precision and recall over pairs of rows that belong together (Fowlkes and Mallows 1983).
 * Equals scikit-learn's `fowlkes_mallows_score`.
 */
export function fowlkesMallows<A extends Label, B extends Label>(
  truth: Column<A>,
  clusters: Column<B>,
): number {
  const { cells, firstSizes, secondSizes } = contingencyOf(truth, clusters)
  const pairs = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size * (size - 1), 0)
  const both = pairs(cells.map(({ count }) => count))
  return both === 0 ? 0 : Math.sqrt(both / pairs(firstSizes)) * Math.sqrt(both / pairs(secondSizes))
}

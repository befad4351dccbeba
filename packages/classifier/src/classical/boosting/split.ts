import { MOST_BINS } from './bins'
import { type Histogram, SUMS } from './histogram'

/** What the rows of a node sum to. */
export interface NodeSums {
  readonly count: number
  readonly gradient: number
  readonly hessian: number
}

/** A way to cut a node in two: rows up to the end of `bin` in `column` go left. */
export interface NodeSplit {
  readonly column: number
  readonly bin: number
  /** How much the loss falls. */
  readonly gain: number
  readonly left: NodeSums
  readonly right: NodeSums
}

export interface SplitLimits {
  readonly minimumLeafRows: number
  readonly l2: number
}

/** A child whose hessians sum to less has nothing more to learn. */
export const LEAST_HESSIAN = 1e-3

/** Keeps a division from 0 / 0. */
const TINY = 1e-15

/** The value of a leaf that lowers the loss most (Chen and Guestrin 2016, equation 5). */
export function newtonStep(gradient: number, hessian: number, l2: number): number {
  return -gradient / (hessian + l2 + TINY)
}

/** The best split of a node, the first of equals; undefined where none lowers the loss within the limits. */
export function bestSplit(
  histogram: Histogram,
  binsOf: readonly number[],
  node: NodeSums,
  nodeLoss: number,
  { minimumLeafRows, l2 }: SplitLimits,
): NodeSplit | undefined {
  let best: { column: number; bin: number; gain: number; left: NodeSums } | undefined
  let bestGain = 0
  for (let column = 0; column < binsOf.length; column++) {
    let [count, gradient, hessian] = [0, 0, 0]
    for (let bin = 0; bin + 1 < binsOf[column]!; bin++) {
      const at = (column * MOST_BINS + bin) * SUMS
      gradient += histogram[at]!
      hessian += histogram[at + 1]!
      count += histogram[at + 2]!
      if (count < minimumLeafRows || hessian < LEAST_HESSIAN) continue
      const hessianRight = node.hessian - hessian
      if (node.count - count < minimumLeafRows || hessianRight < LEAST_HESSIAN) break
      const gradientRight = node.gradient - gradient
      const leftLoss = gradient * newtonStep(gradient, hessian, l2)
      const gain = nodeLoss - leftLoss - gradientRight * newtonStep(gradientRight, hessianRight, l2)
      if (gain > bestGain) {
        bestGain = gain
        best = { column, bin, gain, left: { count, gradient, hessian } }
      }
    }
  }
  if (!best) return undefined
  const { count, gradient, hessian } = best.left
  const right = {
    count: node.count - count,
    gradient: node.gradient - gradient,
    hessian: node.hessian - hessian,
  }
  return { ...best, right }
}

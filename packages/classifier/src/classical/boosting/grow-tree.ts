import type { TimeSlice } from '../../rows/time-slice'
import type { BinnedFeatures } from './bins'
import { type Histogram, HistogramMaker, SUMS } from './histogram'
import {
  bestSplit,
  LEAST_HESSIAN,
  type NodeSplit,
  type NodeSums,
  newtonStep,
  type SplitLimits,
} from './split'

export interface TreeLimits extends SplitLimits {
  readonly maximumLeaves: number
  /** Splits between the root and a leaf at most; infinite for no limit. */
  readonly maximumDepth: number
}

/** A node of a grown tree: a leaf where `split` is undefined. */
export interface TreeNode {
  readonly sums: NodeSums
  readonly depth: number
  /** Its rows, a part of one array that holds all rows. */
  readonly rows: Int32Array
  /** The Newton step of its rows. */
  readonly value: number
  split?: NodeSplit
  children?: readonly [TreeNode, TreeNode]
}

interface Candidate {
  readonly node: TreeNode
  readonly split: NodeSplit
  readonly histogram: Histogram
}

/** Grows trees on binned features, always at the leaf whose split lowers the loss most. */
export class TreeGrower {
  private readonly maker: HistogramMaker
  private readonly binsOf: readonly number[]

  constructor(
    private readonly features: BinnedFeatures,
    private readonly limits: TreeLimits,
    slice: TimeSlice,
  ) {
    this.maker = new HistogramMaker(features, slice)
    this.binsOf = features.ends.map((ends) => ends.length + 1)
  }

  /** @param gradients and hessians of the loss by each row's score. */
  async grow(gradients: Float32Array, hessians: Float32Array): Promise<TreeNode> {
    const { maximumLeaves, maximumDepth, minimumLeafRows } = this.limits
    const rows = Int32Array.from({ length: this.features.rows }, (_, row) => row)
    const histogram = await this.maker.of(rows, gradients, hessians)
    const root: TreeNode = { sums: this.sumsOf(histogram, rows.length), depth: 0, rows, value: 0 }
    const candidates: Candidate[] = []
    const consider = (node: TreeNode, own: Histogram) => {
      const split = bestSplit(own, this.binsOf, node.sums, node.sums.gradient * node.value, this.limits)
      if (split) candidates.push({ node, split, histogram: own })
      else this.maker.giveBack(own)
    }
    if (rows.length >= 2 * minimumLeafRows && root.sums.hessian >= LEAST_HESSIAN) consider(root, histogram)
    else this.maker.giveBack(histogram)

    for (let leaves = 1; leaves < maximumLeaves && candidates.length > 0; leaves++) {
      const { node, split, histogram: parent } = takeBest(candidates)
      const children = this.cut(node, split)
      const last = leaves + 1 === maximumLeaves || node.depth + 1 >= maximumDepth
      const [goesOn, ends] = [
        children.filter((child) => !last && child.rows.length >= 2 * minimumLeafRows),
        children.every((child) => last || child.rows.length < 2 * minimumLeafRows),
      ]
      if (ends) {
        this.maker.giveBack(parent)
        continue
      }
      const [left, right] = children
      const leftIsSmaller = left.rows.length < right.rows.length
      const smaller = await this.maker.of(leftIsSmaller ? left.rows : right.rows, gradients, hessians)
      const larger = this.maker.subtract(parent, smaller)
      for (const child of children) {
        const own = (child === left) === leftIsSmaller ? smaller : larger
        if (goesOn.includes(child)) consider(child, own)
        else this.maker.giveBack(own)
      }
    }
    for (const { histogram: unused } of candidates) this.maker.giveBack(unused)
    return root
  }

  private sumsOf(histogram: Histogram, count: number): NodeSums {
    let [gradient, hessian] = [0, 0]
    for (let bin = 0; bin < this.binsOf[0]!; bin++) {
      gradient += histogram[bin * SUMS]!
      hessian += histogram[bin * SUMS + 1]!
    }
    return { count, gradient, hessian }
  }

  /** Puts the rows of the left child before those of the right one, each in their old order. */
  private cut(node: TreeNode, split: NodeSplit): readonly [TreeNode, TreeNode] {
    const { codes, rows: height } = this.features
    const { rows } = node
    const start = split.column * height
    const right: number[] = []
    let at = 0
    for (const row of rows) {
      if (codes[start + row]! <= split.bin) rows[at++] = row
      else right.push(row)
    }
    rows.set(right, at)
    const child = (sums: NodeSums, part: Int32Array): TreeNode => ({
      sums,
      depth: node.depth + 1,
      rows: part,
      value: newtonStep(sums.gradient, sums.hessian, this.limits.l2),
    })
    node.split = split
    node.children = [child(split.left, rows.subarray(0, at)), child(split.right, rows.subarray(at))]
    return node.children
  }
}

/** Takes the candidate of the greatest gain out; of equals the one that came first. */
function takeBest(candidates: Candidate[]): Candidate {
  let best = 0
  for (let i = 1; i < candidates.length; i++) {
    if (candidates[i]!.split.gain > candidates[best]!.split.gain) best = i
  }
  return candidates.splice(best, 1)[0]!
}

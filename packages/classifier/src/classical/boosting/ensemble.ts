import type { BinnedFeatures } from './bins'
import type { TreeNode } from './grow-tree'

/** Trees laid out flat: node i goes left to `left[i]` where its column's value is at most `thresholds[i]`. */
export interface Ensemble {
  /** `[trees]`: where each tree begins. */
  readonly roots: Int32Array
  /** `[nodes]`; −1 in a leaf. */
  readonly columns: Int32Array
  /** `[nodes]`: the threshold of a split, the value of a leaf. */
  readonly thresholds: Float64Array
  /** `[nodes]`: the left child; the right one is next to it. −1 in a leaf. */
  readonly left: Int32Array
}

/** Lays grown trees out, leaves times `rate`. */
export class EnsembleBuilder {
  private readonly roots: number[] = []
  private readonly columns: number[] = []
  private readonly thresholds: number[] = []
  private readonly left: number[] = []

  constructor(
    private readonly features: BinnedFeatures,
    private readonly rate: number,
  ) {}

  /** Adds a tree, and its leaves' values to the scores of their rows. */
  add(root: TreeNode, scores: Float64Array): void {
    this.roots.push(this.columns.length)
    const waiting: [TreeNode, number][] = [[root, this.place()]]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [{ split, children, rows, value }, at] = next
      if (split && children) {
        const left = this.place()
        const right = this.place()
        this.columns[at] = split.column
        this.thresholds[at] = this.features.ends[split.column]![split.bin]!
        this.left[at] = left
        waiting.push([children[0], left], [children[1], right])
      } else {
        const step = this.rate * value
        this.thresholds[at] = step
        for (const row of rows) scores[row]! += step
      }
    }
  }

  build(): Ensemble {
    return {
      roots: Int32Array.from(this.roots),
      columns: Int32Array.from(this.columns),
      thresholds: Float64Array.from(this.thresholds),
      left: Int32Array.from(this.left),
    }
  }

  private place(): number {
    this.columns.push(-1)
    this.thresholds.push(0)
    return this.left.push(-1) - 1
  }
}

/** The value of the leaf that a row falls into. */
export function leafOf(
  { roots, columns, thresholds, left }: Ensemble,
  tree: number,
  row: Float32Array | Float64Array,
): number {
  let node = roots[tree]!
  while (left[node]! >= 0) node = left[node]! + (row[columns[node]!]! <= thresholds[node]! ? 0 : 1)
  return thresholds[node]!
}

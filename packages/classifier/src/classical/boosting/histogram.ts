import type { TimeSlice } from '../../rows/time-slice'
import { type BinnedFeatures, MOST_BINS } from './bins'

/** What the rows of one node sum to in each bin of each column: `[columns, 255, 3]`, gradients, hessians and rows. */
export type Histogram = Float64Array

/** Numbers of a bin: they lie together, since they are read and written together. */
export const SUMS = 3

/** Makes histograms of nodes, and uses the memory of those given back again. */
export class HistogramMaker {
  private readonly free: Histogram[] = []

  constructor(
    private readonly features: BinnedFeatures,
    private readonly slice: TimeSlice,
  ) {}

  /** Sums the rows' gradients and hessians. */
  async of(rows: Int32Array, gradients: Float32Array, hessians: Float32Array): Promise<Histogram> {
    const { codes, rows: height, ends } = this.features
    const out = this.take()
    // The node's own, side by side, so that each column reads them from one place.
    const ownGradients = Float32Array.from(rows, (row) => gradients[row]!)
    const ownHessians = Float32Array.from(rows, (row) => hessians[row]!)
    for (let column = 0; column < ends.length; column++) {
      const bins = codes.subarray(column * height, (column + 1) * height)
      const at = column * MOST_BINS
      sumBins(bins, rows, ownGradients, at, ownHessians, out)
      if (this.slice.over) await this.slice.pause()
    }
    return out
  }

  /** Turns a parent's histogram into that of one child, by what the other child has. */
  subtract(parent: Histogram, child: Histogram): Histogram {
    for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!
    return parent
  }

  giveBack(histogram: Histogram): void {
    this.free.push(histogram)
  }

  private take(): Histogram {
    const used = this.free.pop()
    return used ? used.fill(0) : new Float64Array(this.features.ends.length * MOST_BINS * SUMS)
  }
}

function sumBins(
  bins: Uint8Array,
  rows: Int32Array,
  gradients: Float32Array,
  at: number,
  hessians: Float32Array,
  out: Histogram,
): void {
  for (let i = 0; i < rows.length; i++) {
    const bin = (at + bins[rows[i]!]!) * SUMS
    out[bin]! += gradients[i]!
    out[bin + 1]! += hessians[i]!
    out[bin + 2]! += 1
  }
}

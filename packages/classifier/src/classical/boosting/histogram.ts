import type { TimeSlice } from '../../rows/time-slice'
import { type BinnedFeatures, MOST_BINS } from './bins'

/** What the rows of one node sum to in each bin of each column, `[columns, 255]`. */
export interface Histogram {
  readonly gradients: Float64Array
  readonly hessians: Float64Array
  readonly counts: Int32Array
}

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
    const { gradients, hessians, counts } = parent
    for (let i = 0; i < gradients.length; i++) {
      gradients[i]! -= child.gradients[i]!
      hessians[i]! -= child.hessians[i]!
      counts[i]! -= child.counts[i]!
    }
    return parent
  }

  giveBack(histogram: Histogram): void {
    this.free.push(histogram)
  }

  private take(): Histogram {
    const used = this.free.pop()
    if (used) {
      used.gradients.fill(0)
      used.hessians.fill(0)
      used.counts.fill(0)
      return used
    }
    const length = this.features.ends.length * MOST_BINS
    return {
      gradients: new Float64Array(length),
      hessians: new Float64Array(length),
      counts: new Int32Array(length),
    }
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
  const { gradients: gradientSums, hessians: hessianSums, counts } = out
  for (let i = 0; i < rows.length; i++) {
    const bin = at + bins[rows[i]!]!
    gradientSums[bin]! += gradients[i]!
    hessianSums[bin]! += hessians[i]!
    counts[bin]! += 1
  }
}

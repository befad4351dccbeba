import type { FeatureMatrix } from '../../logistic/feature-matrix'
import type { TimeSlice } from '../../rows/time-slice'

/** Most bins of a column, so that a bin's number fits a byte. */
export const MOST_BINS = 255

/** FeatureMatrix cut into bins: what histograms are made of. */
export interface BinnedFeatures {
  /** `[columns, rows]`, column after column: the bin of each value. */
  readonly codes: Uint8Array
  readonly rows: number
  /** For each column where its bins end: bin b holds the values up to `ends[b]`, the last bin all above. */
  readonly ends: readonly Float64Array[]
}

/**
 * Cuts each column so that its bins hold about as many rows each: between the distinct values where there are at most
 * 255, else at 254 quantiles (NumPy's `averaged_inverted_cdf`), as scikit-learn's histogram boosting does.
 */
export async function binFeatures(
  { data, rows, columns }: FeatureMatrix,
  slice: TimeSlice,
): Promise<BinnedFeatures> {
  const codes = new Uint8Array(rows * columns)
  const ends: Float64Array[] = []
  const column = new Float64Array(rows)
  for (let c = 0; c < columns; c++) {
    for (let row = 0; row < rows; row++) column[row] = data[row * columns + c]!
    const cuts = binEnds(Float64Array.from(column).sort())
    for (let row = 0; row < rows; row++) codes[c * rows + row] = binOf(column[row]!, cuts)
    ends.push(cuts)
    await slice.pause()
  }
  return { codes, rows, ends }
}

function binEnds(sorted: Float64Array): Float64Array {
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
  if (distinct.length <= MOST_BINS) {
    return Float64Array.from({ length: distinct.length - 1 }, (_, i) => (distinct[i]! + distinct[i + 1]!) / 2)
  }
  const cuts = Float64Array.from({ length: MOST_BINS - 1 }, (_, i) => quantile(sorted, i + 1))
  return cuts.filter((cut, i) => i === 0 || cut !== cuts[i - 1])
}

/** The value below which `part` of 255 equal parts of the rows lie; the mean of two where it falls between them. */
function quantile(sorted: Float64Array, part: number): number {
  const share = (part * (100 / MOST_BINS)) / 100
  const place = sorted.length * share - 1
  const below = Math.floor(place)
  return place === below ? (sorted[below]! + sorted[below + 1]!) / 2 : sorted[below + 1]!
}

/** The first bin that ends at or above the value. */
function binOf(value: number, ends: Float64Array): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= ends[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

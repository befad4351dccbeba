import type { FeatureMatrix } from '../logistic/feature-matrix'
import type { TimeSlice } from '../rows/time-slice'

/** How each column is brought to mean 0 and the same deviation. */
export interface Standardization {
  /** `[columns]` */
  readonly mean: Float64Array
  /** `[columns]`: 1 where all rows are alike. */
  readonly deviation: Float64Array
}

/**
 * What some rows' columns have as mean and standard deviation (scikit-learn's `StandardScaler`), the deviations times
 * √columns: rows then have a mean square length of 1, and a penalty means the same for few columns and many.
 */
export async function standardizationOf(
  { data, rows, columns }: FeatureMatrix,
  slice: TimeSlice,
): Promise<Standardization> {
  const mean = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) mean[c]! += data[row * columns + c]! / rows
    if (row % 64 === 0) await slice.pause()
  }
  const variance = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) variance[c]! += (data[row * columns + c]! - mean[c]!) ** 2 / rows
    if (row % 64 === 0) await slice.pause()
  }
  return { mean, deviation: variance.map((own) => Math.sqrt(own * columns) || 1) }
}

export async function standardized(
  { data, rows, columns }: FeatureMatrix,
  { mean, deviation }: Standardization,
  slice: TimeSlice,
): Promise<FeatureMatrix> {
  const scaled = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    for (let c = 0; c < columns; c++) scaled[start + c] = (data[start + c]! - mean[c]!) / deviation[c]!
    if (row % 64 === 0) await slice.pause()
  }
  return { data: scaled, rows, columns }
}

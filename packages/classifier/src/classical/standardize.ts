import type { FeatureMatrix } from '../logistic/feature-matrix'

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
export function standardizationOf({ data, rows, columns }: FeatureMatrix): Standardization {
  const mean = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows
  const deviation = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) {
    const difference = data[i]! - mean[i % columns]!
    deviation[i % columns]! += (difference * difference) / rows
  }
  return { mean, deviation: deviation.map((variance) => Math.sqrt(variance * columns) || 1) }
}

export function standardized(
  { data, rows, columns }: FeatureMatrix,
  { mean, deviation }: Standardization,
): FeatureMatrix {
  const scaled = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) scaled[i] = (data[i]! - mean[i % columns]!) / deviation[i % columns]!
  return { data: scaled, rows, columns }
}

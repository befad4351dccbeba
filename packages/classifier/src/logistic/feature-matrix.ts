/** Rows of dense features, one after another. */
export interface FeatureMatrix {
  /** `[rows, columns]` */
  readonly data: Float32Array
  readonly rows: number
  readonly columns: number
}

/** The features of one row. */
export const featuresOf = ({ data, columns }: FeatureMatrix, row: number): Float32Array =>
  data.subarray(row * columns, (row + 1) * columns)

/** Some rows of a matrix, in the order given. */
export function selectRows(matrix: FeatureMatrix, rows: ArrayLike<number>): FeatureMatrix {
  const data = new Float32Array(rows.length * matrix.columns)
  for (let i = 0; i < rows.length; i++) data.set(featuresOf(matrix, rows[i]!), i * matrix.columns)
  return { data, rows: rows.length, columns: matrix.columns }
}

/** How features are centred, each by its mean, and all scaled by one number, so that rows have a mean square length of 1. */
export interface FeatureScale {
  /** `[columns]` */
  readonly mean: Float64Array
  readonly factor: number
}

/**
 * The scale of some features. One factor for all of them keeps their proportions, which pretraining gave them: dividing
 * each by its own deviation would make as much of those that are noise.
 */
export function scaleOf({ data, rows, columns }: FeatureMatrix): FeatureScale {
  const mean = new Float64Array(columns)
  let squares = 0
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!
      mean[column]! += value
      squares += value * value
    }
  }
  let ofMeans = 0
  for (let column = 0; column < columns; column++) {
    mean[column]! /= rows
    ofMeans += mean[column]! ** 2
  }
  const variance = squares / rows - ofMeans
  return { mean, factor: variance > 0 ? 1 / Math.sqrt(variance) : 1 }
}

export function scaled(
  { data, rows, columns }: FeatureMatrix,
  { mean, factor }: FeatureScale,
): FeatureMatrix {
  const result = new Float32Array(data.length)
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) result[at] = (data[at]! - mean[column]!) * factor
  return { data: result, rows, columns }
}

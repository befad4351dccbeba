import type { OnProgress } from '@graftjs/base'
import type { FeatureMatrix } from '../logistic/feature-matrix'

/** How a learner runs; each has settings of its own beside these. */
export interface FitOptions {
  /** How many classes there are: targets are 0 … classes − 1, and each has rows. */
  readonly classes: number
  /** What a row of each class counts. Default: 1 each. */
  readonly classWeights?: Float64Array | undefined
  /** Decides whatever the learner draws. The same seed and rows give the same bits. Default 0. */
  readonly seed?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/** Learns classes from dense features. */
export interface Learner<Settings extends object> {
  /**
   * @param targets the class of each row
   * @throws GraftError `invalid-data`, `not-finite`, `invalid-option`, `aborted`.
   */
  fit(
    features: FeatureMatrix,
    targets: Int32Array,
    options: FitOptions & Partial<Settings>,
  ): Promise<FeatureModel>
  /** The model that a state came from. @throws GraftError `invalid-file` where its parts do not fit together. */
  restore(state: ModelState): FeatureModel
}

/** What a learner made of its rows. */
export interface FeatureModel {
  readonly classes: number
  readonly columns: number
  /** `[rows, classes]`: probabilities that sum to 1 in each row. */
  probabilities(
    features: FeatureMatrix,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Float64Array>
  /** All that `restore` needs, as plain data. */
  state(): ModelState
}

/** A model as plain data: numbers and texts that fit JSON, and arrays that fit a tensor file. */
export interface ModelState {
  readonly classes: number
  readonly columns: number
  readonly settings: Readonly<Record<string, number | string>>
  readonly arrays: Readonly<Record<string, StateArray>>
}

export type StateArray = Float64Array | Float32Array | Int32Array

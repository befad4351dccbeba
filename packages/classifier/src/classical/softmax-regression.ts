import type { FeatureMatrix } from '../logistic/feature-matrix'
import {
  classProbabilities,
  fitLogisticRegression,
  type LogisticModel,
  outputsFor,
} from '../logistic/logistic-regression'
import type { SparseVector } from '../logistic/sparse-matrix'
import { TimeSlice } from '../rows/time-slice'
import { checkFeatures, checkTargets } from './features'
import type { FeatureModel, FitOptions, Learner, ModelState } from './learner'
import { RestoredState } from './restored'
import { classWeightsOf, positiveNumber, wholeNumber } from './settings'

export interface SoftmaxRegressionSettings {
  /** Inverse strength of the l2 penalty, above 0: larger follows the training rows more closely. Default 1. */
  readonly c: number
  /** The gradient of the mean loss at which to stop. Default 1e-6. */
  readonly tolerance: number
  /** Default 1000. */
  readonly maximumIterations: number
}

/** Multinomial logistic regression: scikit-learn's `LogisticRegression`. It wants features of like scale. */
export const softmaxRegression: Learner<SoftmaxRegressionSettings> = {
  async fit(features, targets, options: FitOptions & Partial<SoftmaxRegressionSettings>) {
    const { classes, c = 1, tolerance = 1e-6, maximumIterations = 1000, signal, onProgress } = options
    checkFeatures(features)
    checkTargets(targets, features.rows, classes)
    const slice = new TimeSlice(signal)
    const matrix = { rows: await asVectors(features, slice), columns: features.columns }
    const { model } = await fitLogisticRegression(matrix, targets, classes, {
      c: positiveNumber(c, 'c'),
      classWeights: classWeightsOf(options.classWeights, classes),
      gradientTolerance: positiveNumber(tolerance, 'tolerance'),
      maximumIterations: wholeNumber(maximumIterations, 'maximumIterations'),
      slice,
      onIteration: (step, loss) => onProgress?.({ phase: 'train', step, steps: maximumIterations, loss }),
    })
    return new SoftmaxRegressionModel(features.columns, model)
  },

  restore(saved) {
    const state = new RestoredState(saved)
    const outputs = outputsFor(state.classes)
    return new SoftmaxRegressionModel(state.columns, {
      classes: state.classes,
      coefficients: state.float64('coefficients', state.columns * outputs),
      intercepts: state.float64('intercepts', outputs),
    })
  },
}

class SoftmaxRegressionModel implements FeatureModel {
  constructor(
    readonly columns: number,
    private readonly logistic: LogisticModel,
  ) {}

  get classes(): number {
    return this.logistic.classes
  }

  async probabilities(
    features: FeatureMatrix,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Float64Array> {
    checkFeatures(features, this.columns)
    const { classes } = this
    const slice = new TimeSlice(signal)
    const probabilities = new Float64Array(features.rows * classes)
    for (const [row, vector] of (await asVectors(features, slice)).entries()) {
      classProbabilities(this.logistic, vector, probabilities.subarray(row * classes, (row + 1) * classes))
      await slice.pause()
    }
    return probabilities
  }

  state(): ModelState {
    const { coefficients, intercepts } = this.logistic
    return {
      classes: this.classes,
      columns: this.columns,
      settings: {},
      arrays: { coefficients, intercepts },
    }
  }
}

/** Each row as the solver reads it; all share one list of columns. */
async function asVectors({ data, rows, columns }: FeatureMatrix, slice: TimeSlice): Promise<SparseVector[]> {
  const all = Int32Array.from({ length: columns }, (_, column) => column)
  const vectors: SparseVector[] = []
  for (let row = 0; row < rows; row++) {
    vectors.push({
      columns: all,
      values: Float64Array.from(data.subarray(row * columns, (row + 1) * columns)),
    })
    await slice.pause()
  }
  return vectors
}

import { RandomKey } from '@graftjs/base'
import { fitPlatt, kFold } from '@graftjs/metrics'
import { type FeatureMatrix, selectRows } from '../logistic/feature-matrix'
import { TimeSlice } from '../rows/time-slice'
import { descendDual, type MarginLoss } from './dual-descent'
import { checkFeatures, checkTargets } from './features'
import type { FeatureModel, FitOptions, Learner, ModelState } from './learner'
import { RestoredState } from './restored'
import { classWeightsOf, oneOf, positiveNumber, wholeNumber } from './settings'

export interface LinearSvmSettings {
  /** Inverse strength of the l2 penalty, above 0: larger follows the training rows more closely. Default 1. */
  readonly c: number
  /** Default `squared-hinge`. */
  readonly loss: MarginLoss
  /** How close to the optimum to stop. Default 1e-4. */
  readonly tolerance: number
  /** Rounds over the rows at most. Default 1000. */
  readonly maximumIterations: number
  /**
   * The rows are cut into this many folds, and the margins of each, by planes learnt on the others, are what the
   * probabilities are fitted on. Default 5.
   */
  readonly folds: number
}

/**
 * A linear support vector machine, one class against the others: scikit-learn's `LinearSVC`. Probabilities are Platt's
 * sigmoid of the margins, fitted on rows that the planes have not seen, as `CalibratedClassifierCV(ensemble=False)`
 * does. It wants features of like scale.
 */
export const linearSvm: Learner<LinearSvmSettings> = {
  fit: fitLinearSvm,
  restore: (state) => LinearSvmModel.restore(state),
}

async function fitLinearSvm(
  features: FeatureMatrix,
  targets: Int32Array,
  options: FitOptions & Partial<LinearSvmSettings>,
): Promise<FeatureModel> {
  const { classes, seed = 0, signal, onProgress } = options
  checkFeatures(features)
  checkTargets(targets, features.rows, classes)
  const slice = new TimeSlice(signal)
  const folds = foldsOf(targets, classes, wholeNumber(options.folds ?? 5, 'folds', 2), seed)
  const steps = folds.length + 1
  const planes = new Planes(options, slice)
  const outOfFold = new Float64Array(features.rows * outputsOf(classes))
  for (const [step, { train, test }] of folds.entries()) {
    const learnt = await planes.fit(selectRows(features, train), at(targets, train))
    scatter(await learnt.margins(selectRows(features, test), slice), test, outOfFold)
    onProgress?.({ phase: 'train', step: step + 1, steps, message: 'margins for the probabilities' })
  }
  const whole = await planes.fit(features, targets)
  const margins = folds.length === 0 ? await whole.margins(features, slice) : outOfFold
  onProgress?.({ phase: 'train', step: steps, steps })
  return whole.withSigmoids(margins, targets)
}

/** Stratified folds; none where every class has a single row, which leaves nothing to hold out. */
function foldsOf(targets: Int32Array, classes: number, wanted: number, seed: number) {
  const sizes = new Int32Array(classes)
  for (const target of targets) sizes[target]! += 1
  const folds = Math.min(wanted, Math.max(...sizes))
  return folds < 2 ? [] : kFold(targets.length, { folds, stratify: targets, seed })
}

const outputsOf = (classes: number): number => (classes === 2 ? 1 : classes)

const at = (targets: Int32Array, rows: Int32Array): Int32Array =>
  Int32Array.from(rows, (row) => targets[row]!)

function scatter(from: Float64Array, rows: Int32Array, to: Float64Array): void {
  const width = from.length / rows.length
  rows.forEach((row, i) => {
    to.set(from.subarray(i * width, (i + 1) * width), row * width)
  })
}

/** Learns the planes of all classes with one set of options. */
class Planes {
  private readonly classes: number
  private readonly costs: Float64Array
  private readonly descent: {
    loss: MarginLoss
    tolerance: number
    maximumIterations: number
    slice: TimeSlice
  }
  private readonly key: RandomKey

  constructor(options: FitOptions & Partial<LinearSvmSettings>, slice: TimeSlice) {
    const {
      classes,
      c = 1,
      loss = 'squared-hinge',
      tolerance = 1e-4,
      maximumIterations = 1000,
      seed = 0,
    } = options
    this.classes = classes
    positiveNumber(c, 'c')
    this.costs = classWeightsOf(options.classWeights, classes).map((weight) => c * weight)
    this.descent = {
      loss: oneOf(loss, 'loss', ['hinge', 'squared-hinge']),
      tolerance: positiveNumber(tolerance, 'tolerance'),
      maximumIterations: wholeNumber(maximumIterations, 'maximumIterations'),
      slice,
    }
    this.key = RandomKey.from(seed)
  }

  async fit(features: FeatureMatrix, targets: Int32Array): Promise<LinearSvmModel> {
    const outputs = outputsOf(this.classes)
    const coefficients = new Float64Array(outputs * features.columns)
    const intercepts = new Float64Array(outputs)
    const costs = Float64Array.from(targets, (target) => this.costs[target]!)
    for (let output = 0; output < outputs; output++) {
      const own = outputs === 1 ? 1 : output
      const signs = Int8Array.from(targets, (target) => (target === own ? 1 : -1))
      const plane = await descendDual(features, signs, costs, { ...this.descent, key: this.key.fold(output) })
      coefficients.set(plane.coefficients, output * features.columns)
      intercepts[output] = plane.intercept
    }
    const sigmoids = { slopes: new Float64Array(outputs).fill(1), offsets: new Float64Array(outputs) }
    return new LinearSvmModel(this.classes, features.columns, { coefficients, intercepts, ...sigmoids })
  }
}

interface LinearSvmParts {
  /** `[outputs, columns]`; one output for two classes, the second's. */
  readonly coefficients: Float64Array
  /** `[outputs]` */
  readonly intercepts: Float64Array
  /** `[outputs]`: the sigmoid of a margin m is 1 / (1 + exp(−(slope · m + offset))). */
  readonly slopes: Float64Array
  readonly offsets: Float64Array
}

class LinearSvmModel implements FeatureModel {
  constructor(
    readonly classes: number,
    readonly columns: number,
    private readonly parts: LinearSvmParts,
  ) {}

  static restore(saved: ModelState): LinearSvmModel {
    const state = new RestoredState(saved)
    const outputs = outputsOf(state.classes)
    return new LinearSvmModel(state.classes, state.columns, {
      coefficients: state.float64('coefficients', outputs * state.columns),
      intercepts: state.float64('intercepts', outputs),
      slopes: state.float64('slopes', outputs),
      offsets: state.float64('offsets', outputs),
    })
  }

  /** The same planes, with a sigmoid for each fitted on margins `[rows, outputs]` of rows with these targets. */
  withSigmoids(margins: Float64Array, targets: Int32Array): LinearSvmModel {
    const outputs = this.parts.intercepts.length
    const sigmoids = Array.from({ length: outputs }, (_, output) => {
      const own = outputs === 1 ? 1 : output
      const truth = Array.from(targets, (target) => target === own)
      return fitPlatt(
        truth,
        Float64Array.from(targets, (_, row) => margins[row * outputs + output]!),
        { positive: true },
      )
    })
    return new LinearSvmModel(this.classes, this.columns, {
      ...this.parts,
      slopes: Float64Array.from(sigmoids, ({ slope }) => slope),
      offsets: Float64Array.from(sigmoids, ({ intercept }) => intercept),
    })
  }

  /** `[rows, outputs]`: how far each row is on a class's side. */
  async margins({ data, rows, columns }: FeatureMatrix, slice: TimeSlice): Promise<Float64Array> {
    const { coefficients, intercepts } = this.parts
    const outputs = intercepts.length
    const margins = new Float64Array(rows * outputs)
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < outputs; output++) {
        let sum = intercepts[output]!
        const start = output * columns
        for (let c = 0; c < columns; c++) sum += coefficients[start + c]! * data[row * columns + c]!
        margins[row * outputs + output] = sum
      }
      if (row % 16 === 0) await slice.pause()
    }
    return margins
  }

  async probabilities(
    features: FeatureMatrix,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Float64Array> {
    checkFeatures(features, this.columns)
    const { slopes, offsets } = this.parts
    const outputs = slopes.length
    const margins = await this.margins(features, new TimeSlice(signal))
    const probabilities = new Float64Array(features.rows * this.classes)
    for (let row = 0; row < features.rows; row++) {
      const out = probabilities.subarray(row * this.classes, (row + 1) * this.classes)
      for (let output = 0; output < outputs; output++) {
        out[output] =
          1 / (1 + Math.exp(-(slopes[output]! * margins[row * outputs + output]! + offsets[output]!)))
      }
      if (outputs === 1) {
        out[1] = out[0]!
        out[0] = 1 - out[1]
      } else normalize(out)
    }
    return probabilities
  }

  state(): ModelState {
    return { classes: this.classes, columns: this.columns, settings: {}, arrays: { ...this.parts } }
  }
}

/** Makes the numbers sum to 1; all equal where they are all 0. */
function normalize(out: Float64Array): void {
  const sum = out.reduce((total, value) => total + value, 0)
  for (let i = 0; i < out.length; i++) out[i] = sum === 0 ? 1 / out.length : out[i]! / sum
}

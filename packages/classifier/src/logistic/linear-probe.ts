import type { Engine } from '@graftjs/core'
import { holdOut, kFold } from '@graftjs/metrics'
import type { TimeSlice } from '../rows/time-slice'
import { fitDenseLogisticRegression, type Targets } from './dense-logistic-regression'
import {
  type FeatureMatrix,
  type FeatureScale,
  featuresOf,
  scaled,
  scaleOf,
  selectRows,
} from './feature-matrix'
import { type LogisticModel, outputsFor } from './logistic-regression'
import { whiteningBasis } from './whitening'

export interface ProbeOptions {
  readonly engine: Engine
  /** Inverse strength of the penalty; several are tried, and the one that predicts best is taken. */
  readonly c: readonly number[]
  /** Weight of each class's rows; where a row may have any labels, of its being true that it has one. */
  readonly classWeights: Float64Array
  readonly seed: number
  readonly slice: TimeSlice
  /** Told after each step of the fits how many are done, of how many at most. */
  readonly onStep?: (step: number, loss: number) => void
}

/** A logistic regression on dense features, and how it came about. */
export interface LinearProbe {
  /** Of the features as they are: the scaling is in its coefficients. */
  readonly model: LogisticModel
  readonly c: number
  /** The mean loss of each `c` on rows that were set aside; empty where only one was given. */
  readonly tried: readonly { readonly c: number; readonly loss: number }[]
  readonly iterations: number
  readonly converged: boolean
}

/** The gradient of the mean loss at which a fit stops: float32 sees no further. */
const gradientTolerance = 2e-5
/** The same in a basis where all directions curve about alike: none of them is flat, so that a small step is near the end. */
const whitenedTolerance = 7e-5
const maximumIterations = 400
/** With so many rows, one part of them set aside says enough; with fewer, each is set aside once. */
const rowsForOneSplit = 1000
const folds = 5
const heldOut = 0.2
/** With so many numbers, and twice as many rows as columns, whitening costs less than the iterations that it saves. */
const numbersToWhiten = 500_000

/**
 * Fits a linear classifier on the features of a frozen network: features are centred and scaled by one number, and the
 * penalty is the one of `c` that predicts best what is set aside.
 */
export async function fitLinearProbe(
  features: FeatureMatrix,
  targets: Targets,
  classes: number,
  options: ProbeOptions,
): Promise<LinearProbe> {
  const { c: candidates, engine, classWeights, slice, onStep } = options
  const scale = scaleOf(features)
  const inputs = scaled(features, scale)
  const whitens = inputs.data.length >= numbersToWhiten && inputs.rows >= 2 * inputs.columns
  const penalty = 1 / (Math.max(...candidates) * inputs.rows)
  const basis = whitens ? await whiteningBasis(inputs, penalty, engine, slice) : undefined
  let steps = 0
  const fit = (rows: FeatureMatrix, of: Targets, c: number, start?: Float64Array) =>
    fitDenseLogisticRegression(rows, of, classes, {
      engine,
      c,
      classWeights,
      basis,
      gradientTolerance: basis ? whitenedTolerance : gradientTolerance,
      maximumIterations,
      slice,
      start,
      onIteration: (_, loss) => onStep?.(++steps, loss),
    })

  const tried: { c: number; loss: number }[] = []
  if (candidates.length > 1) {
    const splits = splitsOf(targets, features.rows, options.seed)
    const losses = new Float64Array(candidates.length)
    for (const { train, test } of splits) {
      const [known, unknown] = [selectRows(inputs, train), selectRows(inputs, test)]
      let start: Float64Array | undefined
      for (const [index, c] of candidates.entries()) {
        const { model, point } = await fit(known, selectTargets(targets, train, features.rows), c, start)
        start = point
        losses[index]! += lossOf(model, unknown, selectTargets(targets, test, features.rows), classWeights)
        await slice.pause()
      }
    }
    tried.push(...candidates.map((c, index) => ({ c, loss: losses[index]! / splits.length })))
  }
  const best = tried.reduce(
    (least, one) => (one.loss < least.loss ? one : least),
    tried[0] ?? { c: candidates[0]!, loss: 0 },
  )
  const { model, minimum } = await fit(inputs, targets, best.c)
  return { model: unscaled(model, scale), c: best.c, tried, ...minimum }
}

function splitsOf(targets: Targets, rows: number, seed: number) {
  const stratify = targets.kind === 'one' ? Array.from(targets.of) : undefined
  const counts = new Map<number, number>()
  for (const target of stratify ?? []) counts.set(target, (counts.get(target) ?? 0) + 1)
  const least = Math.min(folds, ...counts.values(), rows)
  const strata = stratify && least > 1 ? { stratify } : {}
  if (rows >= rowsForOneSplit) return [holdOut(rows, { test: heldOut, seed, ...strata })]
  return kFold(rows, { folds: Math.max(2, least), seed, ...strata })
}

/** The targets of some of `all` rows, in the order given. */
export function selectTargets(targets: Targets, rows: ArrayLike<number>, all: number): Targets {
  if (targets.kind === 'one') return { kind: 'one', of: Int32Array.from(rows, (row) => targets.of[row]!) }
  const columns = targets.of.length / all
  return { kind: 'any', of: selectRows({ data: targets.of, rows: all, columns }, rows).data }
}

/** The mean loss, each row by the weight of its class. */
function lossOf(
  model: LogisticModel,
  features: FeatureMatrix,
  targets: Targets,
  classWeights: Float64Array,
): number {
  let loss = 0
  let weight = 0
  const sure = (probability: number) => -Math.log(Math.max(probability, Number.MIN_VALUE))
  for (let row = 0; row < features.rows; row++) {
    const scores = probabilitiesOf(model, featuresOf(features, row), targets.kind)
    if (targets.kind === 'one') {
      const own = classWeights[targets.of[row]!]!
      loss += own * sure(scores[targets.of[row]!]!)
      weight += own
      continue
    }
    scores.forEach((score, label) => {
      loss += sure(targets.of[row * scores.length + label] === 1 ? score : 1 - score)
    })
    weight += 1
  }
  return loss / weight
}

/** The probability of each class or label for one row of features. */
export function probabilitiesOf(
  { classes, coefficients, intercepts }: LogisticModel,
  features: ArrayLike<number>,
  kind: Targets['kind'],
): Float64Array {
  const outputs = intercepts.length
  const logits = Float64Array.from(intercepts)
  for (let f = 0; f < features.length; f++) {
    const value = features[f]!
    for (let o = 0; o < outputs; o++) logits[o]! += value * coefficients[f * outputs + o]!
  }
  if (kind === 'any') return logits.map(sigmoid)
  if (classes === 2 && outputs === 1) return Float64Array.of(sigmoid(-logits[0]!), sigmoid(logits[0]!))
  const largest = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp(logit - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** The same model of unscaled features: w·(x − m)·f + b = (f w)·x + (b − f w·m). */
function unscaled(
  { classes, coefficients, intercepts }: LogisticModel,
  { mean, factor }: FeatureScale,
): LogisticModel {
  const outputs = intercepts.length
  const weights = coefficients.map((value) => value * factor)
  const offsets = intercepts.slice()
  for (let f = 0; f < mean.length; f++)
    for (let o = 0; o < outputs; o++) offsets[o]! -= weights[f * outputs + o]! * mean[f]!
  return { classes, coefficients: weights, intercepts: offsets }
}

/**
 * The weights and biases of a linear layer of one output a class that gives a model's probabilities: `[classes, columns]`
 * and `[classes]`. Of two classes with one log-odds the outputs are half of it, with either sign.
 */
export function headOf({ classes, coefficients, intercepts }: LogisticModel): {
  readonly weight: Float32Array
  readonly bias: Float32Array
} {
  const outputs = intercepts.length
  const columns = coefficients.length / outputs
  const halves = outputs < classes && outputs === outputsFor(classes)
  const of = (values: Float64Array, at: number, label: number) =>
    halves ? (label === 0 ? -0.5 : 0.5) * values[at]! : values[at * outputs + label]!
  const weight = new Float32Array(classes * columns)
  for (let label = 0; label < classes; label++)
    for (let f = 0; f < columns; f++) weight[label * columns + f] = of(coefficients, f, label)
  return { weight, bias: Float32Array.from({ length: classes }, (_, label) => of(intercepts, 0, label)) }
}

import type { TimeSlice } from '../rows/time-slice'
import { foldSingletons } from './fold-singletons'
import { lbfgs, type Minimum } from './lbfgs'
import { addOuterProduct, type SparseMatrix, type SparseVector, timesWeights } from './sparse-matrix'

/**
 * Logistic regression as scikit-learn's `LogisticRegression` (l2 penalty, lbfgs) defines it: for two classes
 * one output, the log-odds of the second; for more, one output a class and a softmax.
 */
export interface LogisticModel {
  readonly classes: number
  /** `[features, outputs]`, outputs = 1 for two classes, else the number of classes. */
  readonly coefficients: Float64Array
  /** `[outputs]` */
  readonly intercepts: Float64Array
}

export interface LogisticOptions {
  /** Inverse strength of the penalty on the coefficients: `C · Σ loss + ½ ‖coefficients‖²`. */
  readonly c: number
  /** Weight of each class's rows; where a row may have any labels, of its being true that it has one. */
  readonly classWeights: Float64Array
  readonly gradientTolerance: number
  readonly maximumIterations: number
  readonly slice: TimeSlice
  readonly onIteration?: (iteration: number, loss: number) => void
}

export function outputsFor(classes: number): number {
  return classes === 2 ? 1 : classes
}

/**
 * Fits the model. The loss reported is scikit-learn's objective over the rows' total weight.
 *
 * @param targets class of each row, 0 … classes − 1
 */
export async function fitLogisticRegression(
  original: SparseMatrix,
  targets: Int32Array,
  classes: number,
  options: LogisticOptions,
): Promise<{ model: LogisticModel; minimum: Minimum }> {
  const { c, classWeights, slice } = options
  const { matrix, unfold } = await foldSingletons(original, slice)
  const outputs = outputsFor(classes)
  const weightCount = matrix.columns * outputs
  let totalWeight = 0
  for (const target of targets) totalWeight += classWeights[target]!
  const penalty = 1 / (c * totalWeight)

  const point = new Float64Array(weightCount + outputs)
  const scores = new Float64Array(outputs)
  const objective = async (at: Float64Array, gradient: Float64Array): Promise<number> => {
    const coefficients = at.subarray(0, weightCount)
    const slopes = gradient.subarray(0, weightCount)
    let squares = 0
    for (let i = 0; i < weightCount; i++) {
      squares += coefficients[i]! * coefficients[i]!
      slopes[i] = penalty * coefficients[i]!
    }
    gradient.fill(0, weightCount)
    let loss = 0
    for (let r = 0; r < matrix.rows.length; r++) {
      const row = matrix.rows[r]!
      const weight = classWeights[targets[r]!]! / totalWeight
      timesWeights(row, coefficients, scores)
      for (let o = 0; o < outputs; o++) scores[o]! += at[weightCount + o]!
      loss += weight * lossAndResidual(scores, targets[r]!)
      for (let o = 0; o < outputs; o++) {
        scores[o]! *= weight
        gradient[weightCount + o]! += scores[o]!
      }
      addOuterProduct(row, scores, slopes)
      if (r % 64 === 0) await slice.pause()
    }
    return loss + 0.5 * penalty * squares
  }
  const minimum = await lbfgs(objective, point, options)
  const model = {
    classes,
    coefficients: unfold(point.subarray(0, weightCount), outputs),
    intercepts: point.slice(weightCount),
  }
  return { model, minimum }
}

/** Returns the loss of one row and turns its scores into the loss's gradient. */
function lossAndResidual(scores: Float64Array, target: number): number {
  if (scores.length === 1) {
    const score = scores[0]!
    scores[0] = sigmoid(score) - target
    return softplus(target === 1 ? -score : score)
  }
  const truth = scores[target]!
  const logSum = softmax(scores)
  scores[target]! -= 1
  return logSum - truth
}

/** The probability of each class, in `out` of length `classes`. */
export function classProbabilities(model: LogisticModel, row: SparseVector, out: Float64Array): void {
  const { classes, coefficients, intercepts } = model
  if (classes === 2) {
    const score = new Float64Array(1)
    timesWeights(row, coefficients, score)
    const logOdds = score[0]! + intercepts[0]!
    out[0] = sigmoid(-logOdds)
    out[1] = sigmoid(logOdds)
    return
  }
  timesWeights(row, coefficients, out)
  for (let o = 0; o < classes; o++) out[o]! += intercepts[o]!
  softmax(out)
}

/** Turns scores into probabilities in place and returns the log of the sum of their exponentials. */
function softmax(scores: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > highest) highest = score
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp(scores[i]! - highest)
    sum += scores[i]!
  }
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum
  return highest + Math.log(sum)
}

function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** ln(1 + eˣ) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

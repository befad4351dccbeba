import {
  binaryCrossEntropy,
  compile,
  crossEntropy,
  type Engine,
  fromTypedArray,
  numbersOf,
  scalar,
  type Tensor,
  valueAndGrad,
} from '@graftjs/core'
import type { FeatureMatrix } from './feature-matrix'
import { lbfgs, type Minimum } from './lbfgs'
import { type LogisticModel, type LogisticOptions, outputsFor } from './logistic-regression'

/** What each row is: one class of several by its number, or any of several labels, `[rows, labels]` of 0 and 1. */
export type Targets =
  | { readonly kind: 'one'; readonly of: Int32Array }
  | { readonly kind: 'any'; readonly of: Float32Array }

export interface DenseLogisticOptions extends LogisticOptions {
  readonly engine: Engine
  /** The `point` where an earlier fit of the same size and basis ended. Default: zero. */
  readonly start?: Float64Array | undefined
  /**
   * `[columns, columns]`: the search is for what this is to be multiplied by to give the coefficients, which changes how
   * long it takes, not what is found (`whiteningBasis`). Default: for the coefficients themselves.
   */
  readonly basis?: Float32Array | undefined
}

interface Weights {
  /** `[columns, outputs]` */
  readonly coefficients: Tensor
  /** `[outputs]` */
  readonly intercepts: Tensor
}

interface Rows {
  /** `[rows, columns]` */
  readonly features: Tensor
  /** The same the other way round, `[columns, rows]`: a gradient is sooner had of it. Null where it is not worth a copy. */
  readonly turned: Tensor | null
  readonly targets: Tensor
  /** What each row counts, `[rows]`; or null, where what is true of a label counts as `positiveWeights` say. */
  readonly rowWeights: Tensor | null
  /** `[labels]` */
  readonly positiveWeights: Tensor | null
  /** What the weights are to be multiplied by to give the coefficients, with the penalty of these, which is then counted here. */
  readonly whitening: { readonly basis: Tensor; readonly penalty: Tensor } | null
}

/** The mean loss of a row, and its gradient. */
function lossAndGradient(weights: Weights, rows: Rows): { value: Tensor; gradients: Weights } {
  const { features, turned, whitening } = rows
  const coefficients = whitening ? whitening.basis.matmul(weights.coefficients) : weights.coefficients
  const logits = features.matmul(coefficients).add(weights.intercepts)
  const { value: loss, gradients: ofLogits } = valueAndGrad(meanLoss)(logits, rows)
  const ofFeatures = turned?.matmul(ofLogits) ?? ofLogits.transpose().matmul(features).transpose()
  const intercepts = ofLogits.sum({ axes: 0 })
  if (!whitening) return { value: loss, gradients: { coefficients: ofFeatures, intercepts } }
  const { basis, penalty } = whitening
  const all = ofFeatures.add(coefficients.multiply(penalty))
  return {
    value: loss.add(coefficients.square().sum().multiply(penalty).multiply(0.5)),
    gradients: { coefficients: basis.transpose().matmul(all), intercepts },
  }
}

function meanLoss(logits: Tensor, { targets, rowWeights, positiveWeights }: Rows): Tensor {
  if (positiveWeights) {
    const losses = binaryCrossEntropy(logits, targets, {
      reduction: 'none',
      positiveWeight: positiveWeights,
    })
    return losses.sum({ axes: 1 }).mean()
  }
  const sampleWeights = rowWeights ?? undefined
  return targets.dtype === 'int32'
    ? crossEntropy(logits, targets, { sampleWeights })
    : binaryCrossEntropy(logits, targets, { sampleWeights })
}

/** With so many numbers a copy the other way round saves more than it costs; with more than these it takes too much memory. */
const [leastTurned, mostTurned] = [500_000, 2 ** 27]

/**
 * The same model as `fitLogisticRegression`, of dense features: losses and gradients are two matrix products on the
 * engine, in float32, and the search for the minimum is L-BFGS in float64. For targets of `any` labels it is one
 * logistic regression a label, fitted together.
 *
 * @param classes how many classes or labels there are
 */
export async function fitDenseLogisticRegression(
  { data, rows, columns }: FeatureMatrix,
  targets: Targets,
  classes: number,
  { engine, start, basis, c, classWeights, ...options }: DenseLogisticOptions,
): Promise<{ model: LogisticModel; minimum: Minimum; point: Float64Array }> {
  const outputs = targets.kind === 'one' ? outputsFor(classes) : classes
  const count = columns * outputs
  const rowWeights = Float32Array.from({ length: rows }, (_, row) =>
    targets.kind === 'one' ? classWeights[targets.of[row]!]! : 1,
  )
  const penalty = 1 / (c * rowWeights.reduce((sum, weight) => sum + weight, 0))
  const given = fromTypedArray(data, [rows, columns])
  const turn =
    data.length >= leastTurned && data.length <= mostTurned
      ? compile((x: Tensor) => x.transpose(), { engine })
      : undefined
  const fixed: Rows = {
    features: given,
    turned: turn ? await turn(given) : null,
    targets:
      targets.kind === 'any'
        ? fromTypedArray(targets.of, [rows, outputs])
        : outputs === 1
          ? fromTypedArray(Float32Array.from(targets.of), [rows, 1])
          : fromTypedArray(targets.of, [rows]),
    rowWeights: targets.kind === 'one' ? fromTypedArray(rowWeights, [rows]) : null,
    positiveWeights:
      targets.kind === 'any' ? fromTypedArray(Float32Array.from(classWeights), [outputs]) : null,
    whitening: basis ? { basis: fromTypedArray(basis, [columns, columns]), penalty: scalar(penalty) } : null,
  }
  const point = start?.slice() ?? new Float64Array(count + outputs)
  const run = compile(lossAndGradient, { engine })
  try {
    const objective = async (at: Float64Array, gradient: Float64Array): Promise<number> => {
      const { value, gradients } = await run(
        {
          coefficients: fromTypedArray(new Float32Array(at.subarray(0, count)), [columns, outputs]),
          intercepts: fromTypedArray(new Float32Array(at.subarray(count)), [outputs]),
        },
        fixed,
      )
      gradient.set(await numbers(gradients.coefficients))
      gradient.set(await numbers(gradients.intercepts), count)
      if (basis) return value.item()
      let squares = 0
      for (let i = 0; i < count; i++) {
        squares += at[i]! * at[i]!
        gradient[i]! += penalty * at[i]!
      }
      return (await value.item()) + 0.5 * penalty * squares
    }
    const minimum = await lbfgs(objective, point, options)
    const weights = point.slice(0, count)
    const coefficients = basis ? times(basis, weights, columns) : weights
    return { model: { classes, coefficients, intercepts: point.slice(count) }, minimum, point }
  } finally {
    await run.dispose()
    await turn?.dispose()
  }
}

/** A square matrix times one of as many rows. */
function times(square: Float32Array, matrix: Float64Array, rows: number): Float64Array {
  const columns = matrix.length / rows
  const result = new Float64Array(matrix.length)
  const turned = new Float64Array(matrix.length)
  for (let at = 0; at < matrix.length; at++)
    turned[(at % columns) * rows + Math.floor(at / columns)] = matrix[at]!
  for (let row = 0; row < rows; row++) {
    const own = square.subarray(row * rows, (row + 1) * rows)
    for (let column = 0; column < columns; column++) {
      const start = column * rows
      // Two sums that do not wait for one another.
      let [p, q] = [0, 0]
      let inner = 0
      for (; inner + 1 < rows; inner += 2) {
        p += own[inner]! * turned[start + inner]!
        q += own[inner + 1]! * turned[start + inner + 1]!
      }
      if (inner < rows) p += own[inner]! * turned[start + inner]!
      result[row * columns + column] = p + q
    }
  }
  return result
}

const numbers = async (tensor: Tensor): Promise<ArrayLike<number>> =>
  numbersOf(await tensor.data(), tensor.dtype)

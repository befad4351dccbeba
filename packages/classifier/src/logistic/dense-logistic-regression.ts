import {
  binaryCrossEntropy,
  compile,
  crossEntropy,
  type Engine,
  fromTypedArray,
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
  /** Where to start, from an earlier fit of the same size. Default: at zero. */
  readonly start?: LogisticModel | undefined
}

interface Weights {
  /** `[columns, outputs]` */
  readonly coefficients: Tensor
  /** `[outputs]` */
  readonly intercepts: Tensor
}

interface Rows {
  readonly features: Tensor
  readonly targets: Tensor
  /** What each row counts, `[rows]`; or null, where what is true of a label counts as `positiveWeights` say. */
  readonly rowWeights: Tensor | null
  /** `[labels]` */
  readonly positiveWeights: Tensor | null
}

/** The mean loss of a row, and its gradient. */
const lossAndGradient = valueAndGrad(
  ({ coefficients, intercepts }: Weights, { features, targets, rowWeights, positiveWeights }: Rows) => {
    const logits = features.matmul(coefficients).add(intercepts)
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
  },
)

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
  { engine, start, c, classWeights, ...options }: DenseLogisticOptions,
): Promise<{ model: LogisticModel; minimum: Minimum }> {
  const outputs = targets.kind === 'one' ? outputsFor(classes) : classes
  const count = columns * outputs
  const rowWeights = Float32Array.from({ length: rows }, (_, row) =>
    targets.kind === 'one' ? classWeights[targets.of[row]!]! : 1,
  )
  const penalty = 1 / (c * rowWeights.reduce((sum, weight) => sum + weight, 0))
  const fixed: Rows = {
    features: fromTypedArray(data, [rows, columns]),
    targets:
      targets.kind === 'any'
        ? fromTypedArray(targets.of, [rows, outputs])
        : outputs === 1
          ? fromTypedArray(Float32Array.from(targets.of), [rows, 1])
          : fromTypedArray(targets.of, [rows]),
    rowWeights: targets.kind === 'one' ? fromTypedArray(rowWeights, [rows]) : null,
    positiveWeights:
      targets.kind === 'any' ? fromTypedArray(Float32Array.from(classWeights), [outputs]) : null,
  }
  const point = new Float64Array(count + outputs)
  if (start) {
    point.set(start.coefficients)
    point.set(start.intercepts, count)
  }
  const run = compile(lossAndGradient, { engine })
  try {
    const objective = async (at: Float64Array, gradient: Float64Array): Promise<number> => {
      const { value, gradients } = await run(
        {
          coefficients: fromTypedArray(Float32Array.from(at.subarray(0, count)), [columns, outputs]),
          intercepts: fromTypedArray(Float32Array.from(at.subarray(count)), [outputs]),
        },
        fixed,
      )
      gradient.set(await numbers(gradients.coefficients))
      gradient.set(await numbers(gradients.intercepts), count)
      let squares = 0
      for (let i = 0; i < count; i++) {
        squares += at[i]! * at[i]!
        gradient[i]! += penalty * at[i]!
      }
      return (await value.item()) + 0.5 * penalty * squares
    }
    const minimum = await lbfgs(objective, point, options)
    return {
      model: { classes, coefficients: point.slice(0, count), intercepts: point.slice(count) },
      minimum,
    }
  } finally {
    await run.dispose()
  }
}

const numbers = async (tensor: Tensor): Promise<Float64Array> =>
  Float64Array.from(await tensor.data(), Number)

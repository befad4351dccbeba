import { RandomKey } from '@graftjs/base'
import {
  adam,
  compile,
  constant,
  type Engine,
  fit,
  initialize,
  Linear,
  parametersOf,
  squaredError,
  type Tensor,
  tensor,
  withParameters,
} from '@graftjs/core'
import { quantize } from './quantize'

/** Three bits for each weight: −1.5, −1, … 1.5. */
export const bits = { step: 0.5, levels: 3 } as const

/** Inputs, and the weighted sums of them that are to be learned. */
export interface Sums {
  readonly inputs: readonly (readonly number[])[]
  readonly sums: readonly number[]
}

/** Inputs that resemble one another, so that a weight can make up for what another one has lost. */
export function drawSums(weights: readonly number[], key: RandomKey): Sums {
  const common = key.fold(0).normal(64)
  const own = key.fold(1).normal(64 * weights.length)
  const inputs = Array.from(common, (shared, row) =>
    weights.map((_, column) => shared + 0.7 * own[row * weights.length + column]!),
  )
  return { inputs, sums: inputs.map((row) => row.reduce((sum, value, i) => sum + value * weights[i]!, 0)) }
}

/** Weights of three bits each, learned through their rounding. */
export async function learnQuantized({ inputs, sums }: Sums, engine: Engine): Promise<number[]> {
  const batch = { x: tensor(inputs), y: tensor(sums.map((sum) => [sum])) }
  const size = inputs[0]!.length
  const first = initialize(new Linear(size, 1, { weight: constant(0), bias: false }), RandomKey.from(1))
  const { parameters } = await fit({
    parameters: parametersOf(first),
    loss: (named, { x, y }: { readonly x: Tensor; readonly y: Tensor }) => {
      const weight = quantize(named['weight']!, bits)
      return squaredError(withParameters(first, { weight }).forward(x), y)
    },
    batches: [batch],
    steps: 200,
    optimizer: adam(),
    learningRate: 0.05,
    // Beside the best roundings, weights go back and forth over an edge: the best ones count, not the last.
    validation: [batch],
    validateEvery: 1,
    metric: { name: 'loss', best: 'smallest' },
    key: RandomKey.from(2),
    engine,
  })
  const stored = await compile((weight: Tensor) => quantize(weight, bits), { engine })(parameters['weight']!)
  return Array.from(await stored.data(), Number)
}

/** The mean squared error of some weights, in plain numbers. */
export function errorOf(weights: readonly number[], { inputs, sums }: Sums): number {
  const errors = inputs.map((row, at) => row.reduce((sum, value, i) => sum + value * weights[i]!, -sums[at]!))
  return errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length
}

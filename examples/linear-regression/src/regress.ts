import { RandomKey } from '@graftjs/base'
import {
  constant,
  constantSchedule,
  type Engine,
  fit,
  initialize,
  Linear,
  parametersOf,
  sgd,
  squaredError,
  type Tensor,
  tensor,
  withParameters,
} from '@graftjs/core'
import type { Line } from './closed-form'

/**
 * The line that gradient descent finds: a linear layer, the mean squared error, all rows in every step.
 *
 * Columns are first brought to mean 0 and deviation 1. Their sizes would otherwise decide how long the valley is that
 * the descent runs down, and square metres and floors make it a thousand times longer than wide.
 */
export async function regress(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  { engine, steps = 300 }: { readonly engine: Engine; readonly steps?: number },
): Promise<Line> {
  const columns = rows[0]!.map((_, column) => scaleOf(rows.map((row) => row[column]!)))
  const target = scaleOf(targets)
  const batch = {
    x: tensor(rows.map((row) => row.map((value, column) => columns[column]!.apply(value)))),
    y: tensor(targets.map((value) => [target.apply(value)])),
  }
  const first = initialize(new Linear(columns.length, 1, { weight: constant(0) }), RandomKey.from(1))
  const { parameters } = await fit({
    parameters: parametersOf(first),
    loss: (named, { x, y }: { readonly x: Tensor; readonly y: Tensor }) =>
      squaredError(withParameters(first, named).forward(x), y),
    batches: [batch],
    steps,
    optimizer: sgd({ momentum: 0.9 }),
    learningRate: 0.1,
    schedule: constantSchedule(),
    key: RandomKey.from(2),
    engine,
  })
  const found = withParameters(first, parameters)
  const weights = Array.from(await found.weight.data(), Number).map(
    (weight, column) => (weight * target.deviation) / columns[column]!.deviation,
  )
  const scaledOffset = await found.bias!.item()
  const offset = weights.reduce(
    (sum, weight, column) => sum - weight * columns[column]!.mean,
    target.mean + scaledOffset * target.deviation,
  )
  return { offset, weights }
}

/** How a column is brought to mean 0 and deviation 1. */
function scaleOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return { mean, deviation, apply: (value: number) => (value - mean) / deviation }
}

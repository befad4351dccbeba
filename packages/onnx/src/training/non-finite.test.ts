import { RandomKey } from '@graftjs/base'
import {
  crossEntropy,
  fit,
  fromTypedArray,
  initialize,
  LayerNorm,
  Linear,
  Module,
  parametersOf,
  relu,
  sgd,
  type Tensor,
  tensor,
  withParameters,
} from '@graftjs/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onnxEngine } from '../index'

/** In float32, where numbers end at 3.4e38: the float64 reference engine would go on. */
describe('a training that runs into numbers that are not finite', () => {
  let engine: Awaited<ReturnType<typeof onnxEngine>>
  beforeAll(async () => {
    engine = await onnxEngine({ threads: 1 })
  })
  afterAll(() => engine.close())

  const x = fromTypedArray(Float32Array.from(RandomKey.from(1).normal(64)), [8, 8])
  const label = tensor([0, 1, 2, 0, 1, 2, 0, 1], { dtype: 'int32' })
  const train = (model: Network, changes: { learningRate?: number } = {}) =>
    fit({
      parameters: parametersOf(model),
      loss: (named, batch: { x: Tensor; label: Tensor }) =>
        crossEntropy(withParameters(model, named).forward(batch.x), batch.label),
      batches: [{ x, label }],
      steps: 50,
      optimizer: sgd(),
      learningRate: 0.1,
      key: RandomKey.from(2),
      engine,
      ...changes,
    })

  class Network extends Module {
    readonly first = new Linear(8, 16)
    readonly norm = new LayerNorm(16)
    readonly second = new Linear(16, 3)

    constructor(private readonly between: (x: Tensor) => Tensor) {
      super()
    }

    forward(x: Tensor): Tensor {
      return this.second.forward(this.between(relu(this.norm.forward(this.first.forward(x)))))
    }
  }

  it('is told the operation that overflowed, and in which step', async () => {
    const model = initialize(
      new Network((hidden) => hidden.multiply(1e20).multiply(hidden.multiply(1e20))),
      RandomKey.from(3),
    )
    await expect(train(model)).rejects.toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(
        /^The loss of step 1 is NaN: multiply \(non-finite\.test\.ts:\d+:\d+\) was the first to give infinity, in \[8, 16\] from numbers between 0 and \S+e\+20 and between 0 and \S+e\+20, of which matmul \(non-finite\.test\.ts:\d+:\d+\) made NaN\./,
      ),
    })
  })

  it('is told so when a learning rate makes it happen after some steps', async () => {
    const model = initialize(new Network((hidden) => hidden.multiply(hidden)), RandomKey.from(3))
    const error: unknown = await train(model, { learningRate: 1e12 }).catch((caught) => caught)
    expect(error).toMatchObject({
      code: 'not-finite',
      message: expect.stringMatching(
        /^The gradients of step \d+ are not finite: sumOfSquares was the first to give infinity, in \[\] from numbers between \S+ and \S+\. It adds up the norm/,
      ),
    })
    const { step } = (error as { details: { step: number } }).details
    expect(step).toBeGreaterThan(1)
  })
})

import { RandomKey } from '@graftjs/base'
import {
  adam,
  buffersOf,
  crossEntropy,
  type ForwardContext,
  fromTypedArray,
  initialize,
  initialState,
  type Module,
  parametersOf,
  type Tensor,
  trainingStep,
  withParameters,
} from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'

export const classes = 10
export const learningRate = 1e-3

/** One side of a workload, warm: the seconds of one step, measured over some. */
export interface Side {
  step(): Promise<number>
  close(): Promise<void>
}

/** What both sides know. Data are made by a formula; which numbers does not change the work. */
export interface StepWorkload {
  readonly batchSize: number
  /** Of an input, without the batch. */
  readonly shape: readonly number[]
  /** Measured at a time. */
  readonly steps: number
}

/** Graft's side of training a classifier with Adam in float32; `peers/network_step.py` is PyTorch's. */
export async function networkStep<Network extends Module>(
  network: Network,
  logits: (network: Network, x: Tensor, context: ForwardContext) => Tensor,
  { batchSize, shape, steps }: StepWorkload,
  threads: number,
): Promise<Side> {
  const engine = await onnxEngine({ threads })
  const model = initialize(network, RandomKey.from(1))
  const optimizer = adam()
  const train = trainingStep<{ readonly x: Tensor; readonly labels: Tensor }>({
    loss: (named, { x, labels }, context) =>
      crossEntropy(logits(withParameters(model, named), x, context), labels),
    optimizer,
    engine,
  })
  const batches = [0, 1, 2, 3].map((turn) => batchOf(turn, batchSize, shape))
  const keys = RandomKey.from(2)
  let state = initialState(parametersOf(model), optimizer, buffersOf(model))
  return {
    async step() {
      const start = performance.now()
      for (let i = 0; i < steps; i++) {
        const batch = batches[state.step % batches.length]!
        state = (await train(state, batch, { key: keys.fold(state.step), learningRate })).state
      }
      return (performance.now() - start) / 1000 / steps
    },
    async close() {
      await train.dispose()
      await engine.close()
    },
  }
}

function batchOf(turn: number, rows: number, shape: readonly number[]): { x: Tensor; labels: Tensor } {
  const count = shape.reduce((product, size) => product * size, rows)
  const x = Float32Array.from({ length: count }, (_, i) => ((i * 7919 + turn * 104729) % 1000) / 1000)
  const labels = Int32Array.from({ length: rows }, (_, row) => (row * 3 + turn) % classes)
  return { x: fromTypedArray(x, [rows, ...shape]), labels: fromTypedArray(labels, [rows]) }
}

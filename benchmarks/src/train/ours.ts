import { RandomKey } from '@graftjs/base'
import {
  adam,
  Convolution,
  crossEntropy,
  Dropout,
  Flatten,
  type ForwardContext,
  fromTypedArray,
  initialize,
  initialState,
  Linear,
  LSTM,
  MaxPool,
  Module,
  parametersOf,
  relu,
  Sequential,
  type Tensor,
  trainingStep,
  withParameters,
} from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { classes, learningRate, threads, type WorkloadName, workloads } from './workload'

type Network = Module & { forward(x: Tensor, context: ForwardContext): Tensor }

class Recurrent extends Module {
  constructor(
    readonly lstm: LSTM,
    readonly head: Linear,
  ) {
    super()
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const { hidden: last } = this.lstm.forward(x, context)
    return this.head.forward(last.at(0))
  }
}

const { length, inputs, hidden } = workloads.lstm

const networks: Readonly<Record<WorkloadName, { readonly shape: readonly number[]; make(): Network }>> = {
  mlp: {
    shape: [28, 28],
    make: () =>
      new Sequential(new Flatten(), new Linear(784, 128), relu, new Dropout(0.2), new Linear(128, classes)),
  },
  lstm: {
    shape: [length, inputs],
    make: () => new Recurrent(new LSTM(inputs, hidden), new Linear(hidden, classes)),
  },
  cnn: {
    shape: [1, 28, 28],
    make: () =>
      new Sequential(
        ...[new Convolution(1, 32, [3, 3]), relu, new MaxPool(2)],
        ...[new Convolution(32, 64, [3, 3]), relu, new MaxPool(2)],
        ...[new Flatten(), new Linear(1600, 128), relu, new Linear(128, classes)],
      ),
  },
}

/** Graft's side of one workload, warm: the seconds of one step, measured over some. */
export interface Side {
  step(): Promise<number>
  close(): Promise<void>
}

export async function ours(name: WorkloadName): Promise<Side> {
  const engine = await onnxEngine({ threads })
  const { shape, make } = networks[name]
  const { batchSize, steps } = workloads[name]
  const model = initialize(make(), RandomKey.from(1))
  const optimizer = adam()
  const train = trainingStep<{ readonly x: Tensor; readonly labels: Tensor }>({
    loss: (parameters, { x, labels }, context) =>
      crossEntropy(withParameters(model, parameters).forward(x, context), labels),
    optimizer,
    engine,
  })
  const batches = [0, 1, 2, 3].map((turn) => batchOf(turn, batchSize, shape))
  const keys = RandomKey.from(2)
  let state = initialState(parametersOf(model), optimizer)
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

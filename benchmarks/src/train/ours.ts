import {
  Convolution,
  Dropout,
  Flatten,
  type ForwardContext,
  Linear,
  LSTM,
  MaxPool,
  Module,
  relu,
  Sequential,
  type Tensor,
} from '@graftjs/core'
import { classes, networkStep, type Side } from '../steps/network-step'
import { threads, type WorkloadName, workloads } from './workload'

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

/** Graft's side of one workload. */
export function ours(name: WorkloadName): Promise<Side> {
  const { shape, make } = networks[name]
  const { batchSize, steps } = workloads[name]
  const logits = (network: Network, x: Tensor, context: ForwardContext) => network.forward(x, context)
  return networkStep(make(), logits, { batchSize, shape, steps }, threads)
}

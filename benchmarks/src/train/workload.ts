import { availableParallelism } from 'node:os'

/** The steps that both sides time. Data are made by a formula that both know; which numbers does not change the work. */
export const workloads = {
  /** Flatten, dense 128 with ReLU, dropout 0.2, dense 10, Adam: the network of TensorFlow's first tutorial. */
  mlp: { batchSize: 128, steps: 200 },
  /** An LSTM over 32 steps of 64 rows with 128 units, a dense layer on its last state, Adam. */
  lstm: { batchSize: 64, length: 32, inputs: 128, hidden: 128, steps: 20 },
  /** Two 3 × 3 convolutions with ReLU and 2 × 2 pooling (32 and 64 channels), dense 128, dense 10, Adam. */
  cnn: { batchSize: 128, steps: 8 },
} as const

export type WorkloadName = keyof typeof workloads

export const workloadNames = Object.keys(workloads) as WorkloadName[]

export const threads = availableParallelism()

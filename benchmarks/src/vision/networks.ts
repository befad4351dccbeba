import { RandomKey } from '@graftjs/base'
import {
  adam,
  buffersOf,
  crossEntropy,
  fromTypedArray,
  initialize,
  initialState,
  parametersOf,
  type Tensor,
  trainingStep,
  withParameters,
} from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { architectureOf } from '@graftjs/vision'

/** The steps that both sides time. Data are made by a formula that both know; which numbers does not change the work. */
export const workloads = {
  lenet: { batchSize: 128, shape: [1, 28, 28], steps: 20 },
  resnet18: { batchSize: 32, shape: [3, 64, 64], steps: 1 },
  'mobilenet-v2': { batchSize: 32, shape: [3, 96, 96], steps: 1 },
  /** 12 layers of width 192 with 3 heads on 8 × 8 patches. */
  'vit-tiny': { batchSize: 32, shape: [3, 64, 64], steps: 1 },
} as const

export type WorkloadName = keyof typeof workloads

export const workloadNames = Object.keys(workloads) as WorkloadName[]

export const classes = 10
export const learningRate = 1e-3

const configs: Readonly<
  Record<WorkloadName, { readonly model_type: string; readonly [entry: string]: unknown }>
> = {
  lenet: { model_type: 'lenet', style: 'modern' },
  resnet18: { model_type: 'timm_wrapper', architecture: 'resnet18' },
  'mobilenet-v2': {
    model_type: 'mobilenet_v2',
    image_size: 96,
    classifier_dropout_prob: 0,
    tf_padding: false,
  },
  'vit-tiny': {
    model_type: 'vit',
    image_size: 64,
    patch_size: 8,
    hidden_size: 192,
    num_attention_heads: 3,
    intermediate_size: 768,
  },
}

/** Graft's side of one workload, warm: the seconds of one step, measured over some. */
export interface Side {
  step(): Promise<number>
  close(): Promise<void>
}

export async function ours(name: WorkloadName, threads: number): Promise<Side> {
  const engine = await onnxEngine({ threads })
  const { batchSize, shape, steps } = workloads[name]
  const model = initialize(architectureOf(configs[name], name).create(classes), RandomKey.from(1))
  const optimizer = adam()
  const train = trainingStep<{ readonly x: Tensor; readonly labels: Tensor }>({
    loss: (named, { x, labels }, context) =>
      crossEntropy(withParameters(model, named).forward(x, context).logits, labels),
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

import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import {
  adamw,
  compile,
  crossEntropy,
  type Engine,
  fromTypedArray,
  full,
  initialize,
  initialState,
  load,
  matmul,
  openSafetensors,
  parametersOf,
  type Tensor,
  trainingStep,
  withParameters,
} from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { BertForSequenceClassification, bertConfig } from '@graftjs/text'
import type { Side } from './side'
import { type Batch, sgemmRepeats, sgemmSize, type Workload } from './workload'

/** MiniLM's training step by Graft, batch after batch. */
export interface MiniLmStep {
  next(): Promise<void>
  dispose(): Promise<void>
}

export async function miniLmStep(workload: Workload, engine: Engine): Promise<MiniLmStep> {
  const { classes, dropout, learningRate, weightDecay, batches } = workload
  if (classes !== 2 || dropout !== 0.1) throw new RangeError('the workload changed: adapt this side')
  const model = await pretrained(workload)
  const optimizer = adamw({ weightDecay })
  const inputs = batches.map((batch) => tensorsOf(batch, workload))
  const sizes = ['batch', 'sequence'] as const
  const train = trainingStep<(typeof inputs)[number]>({
    loss: (parameters, { labels, ...rows }, context) =>
      crossEntropy(withParameters(model, parameters).forward(rows, context), labels),
    optimizer,
    engine,
    dynamic: { inputIds: sizes, attentionMask: sizes, tokenTypeIds: sizes, labels: ['batch'] },
  })
  const keys = RandomKey.from(1)
  let state = initialState(parametersOf(model), optimizer)
  return {
    async next() {
      const batch = inputs[state.step % inputs.length]!
      const key = keys.fold(state.step)
      state = (await train(state, batch, { key, learningRate })).state
    },
    dispose: () => train.dispose(),
  }
}

/** Graft's side: the same step through `@graftjs/core` and its default engine. */
export async function ours(workload: Workload): Promise<Side> {
  const engine = await onnxEngine({ threads: workload.threads })
  const step = await miniLmStep(workload, engine)
  const products = compile(
    (first: Tensor, factor: Tensor) => {
      let result = first
      for (let count = 0; count < sgemmRepeats; count++) result = matmul(result, factor)
      return result
    },
    { engine },
  )
  const left = full([sgemmSize, sgemmSize], 0.5)
  const right = full([sgemmSize, sgemmSize], 1 / sgemmSize)
  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now()
    await work()
    return (performance.now() - start) / 1000
  }
  return {
    step: () => timed(() => step.next()),
    sgemm: async () => (await timed(() => products(left, right))) / sgemmRepeats,
    close: async () => {
      await step.dispose()
      await engine.close()
    },
  }
}

async function pretrained({
  weights,
  config,
  classes,
  dropout,
}: Workload): Promise<BertForSequenceClassification> {
  const file = await openSafetensors(join(weights, 'model.safetensors'))
  const tensors: Record<string, Tensor> = {}
  for (const name of file.names) {
    const { shape, data } = await file.float32(name)
    tensors[`bert.${name}`] = fromTypedArray(data, shape)
  }
  const rates = { hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: dropout }
  const empty = new BertForSequenceClassification({ ...bertConfig(config, weights), ...rates }, classes)
  return initialize(load(empty, tensors).module, RandomKey.from(0))
}

function tensorsOf({ ids, mask, labels }: Batch, { batchSize, length }: Workload) {
  const shape = [batchSize, length]
  return {
    inputIds: fromTypedArray(ids, shape),
    attentionMask: fromTypedArray(mask, shape),
    tokenTypeIds: fromTypedArray(new Int32Array(ids.length), shape),
    labels: fromTypedArray(labels, [batchSize]),
  }
}

import { type OnProgress, RandomKey } from '@graftjs/base'
import {
  adam,
  batchesOf,
  buffersOf,
  compile,
  crossEntropy,
  type Engine,
  type EpochRecord,
  equal,
  fit,
  inference,
  initialize,
  parametersOf,
  type Tensor,
  type TrainingCallback,
  withParameters,
} from '@graftjs/core'
import type { Digits } from './digits'
import type { Network } from './networks'
import { common, type Recipe } from './recipes'

export interface TrainOptions {
  readonly engine: Engine
  readonly seed: number
  readonly callbacks?: readonly TrainingCallback[]
  readonly onProgress?: OnProgress
}

export interface Trained {
  readonly network: Network
  readonly history: readonly EpochRecord[]
  readonly seconds: number
}

/** A batch as the network sees it. */
type Batch = { readonly images: Tensor; readonly labels: Tensor }

/** 1 for the digits whose largest logit is the right one, else 0. */
const isRight = (logits: Tensor, labels: Tensor): Tensor => equal(logits.argMax(-1), labels).cast('float32')

/**
 * Trains a network by a recipe on the first four fifths of the digits and validates on the last fifth, as Keras's
 * `validation_split` does. The same seed gives the same network.
 */
export async function train(
  { network, epochs, learningRate, schedule }: Recipe,
  digits: Digits,
  { engine, seed, callbacks = [], onProgress }: TrainOptions,
): Promise<Trained> {
  const key = RandomKey.from(seed)
  const untrained = initialize(network(), key.fold(0))
  const rows = Number(digits.labels.shape[0])
  const learnt = Math.round(rows * (1 - common.validation))
  const { parameters, buffers, history, seconds } = await fit<Batch>({
    parameters: parametersOf(untrained),
    buffers: buffersOf(untrained),
    loss: (named, { images, labels }, context) => {
      const logits = withParameters(untrained, named).forward(images, context)
      return { loss: crossEntropy(logits, labels), metrics: { accuracy: isRight(logits, labels).mean() } }
    },
    batches: await batchesOf(digits, {
      size: common.batchSize,
      rows: rowsFrom(0, learnt),
      shuffle: key.fold(1),
    }),
    validation: await batchesOf(digits, { size: 1000, rows: rowsFrom(learnt, rows) }),
    epochs,
    optimizer: adam({ epsilon: common.epsilon }),
    learningRate,
    schedule,
    key: key.fold(2),
    engine,
    callbacks,
    ...(onProgress ? { onProgress } : {}),
  })
  return { network: withParameters(untrained, { ...parameters, ...buffers }), history, seconds }
}

const rowsFrom = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, index) => start + index)

/** The share of the digits that a network reads right. */
export async function accuracyOf(network: Network, digits: Digits, engine: Engine): Promise<number> {
  const count = compile(
    ({ images, labels }: Batch) => isRight(network.forward(images, inference()), labels).sum(),
    { engine },
  )
  const batches = await batchesOf(digits, { size: 1000 })
  let right = 0
  for (let index = 0; index < batches.perEpoch; index++) {
    right += await (await count(await batches.at(0, index))).item()
  }
  await count.dispose()
  return right / Number(digits.labels.shape[0])
}

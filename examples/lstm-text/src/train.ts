import { type OnProgress, RandomKey } from '@graftjs/base'
import {
  adamw,
  batchesOf,
  compile,
  crossEntropy,
  type Engine,
  fit,
  inference,
  initialize,
  oneCycleSchedule,
  parametersOf,
  withParameters,
} from '@graftjs/core'
import { type Batch, batchOf } from './batch'
import { SyllableCounter } from './network'
import type { Word } from './words'

export interface TrainOptions {
  readonly engine: Engine
  readonly epochs: number
  readonly onProgress?: OnProgress
}

export async function train(words: readonly Word[], options: TrainOptions): Promise<SyllableCounter> {
  const key = RandomKey.from(1)
  const network = initialize(new SyllableCounter(), key.fold(0))
  const { engine, epochs, onProgress } = options
  const { parameters } = await fit<Batch>({
    parameters: parametersOf(network),
    loss: (named, batch, context) =>
      crossEntropy(withParameters(network, named).forward(batch, context), batch.labels),
    batches: await batchesOf(batchOf(words), { size: 64, shuffle: key.fold(1), partial: 'drop' }),
    epochs,
    optimizer: adamw(),
    learningRate: 0.01,
    schedule: oneCycleSchedule({ rise: 0.3 }),
    clipNorm: 1,
    key: key.fold(2),
    engine,
    ...(onProgress ? { onProgress } : {}),
  })
  return withParameters(network, parameters)
}

/** The most likely number of syllables of each word. */
export async function countSyllables(
  network: SyllableCounter,
  words: readonly Word[],
  engine: Engine,
): Promise<number[]> {
  const labels = compile((batch: Batch) => network.forward(batch, inference()).argMax(-1), { engine })
  const found = await (await labels(batchOf(words))).data()
  await labels.dispose()
  return Array.from(found, Number).map((label) => label + 1)
}

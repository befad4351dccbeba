import { type OnProgress, RandomKey } from '@graftjs/base'
import {
  adamw,
  batchesOf,
  cosineSchedule,
  crossEntropy,
  type Engine,
  fit,
  fromTypedArray,
  initialize,
  parametersOf,
  type Tensor,
  withParameters,
} from '@graftjs/core'
import { NextLetter } from './network'
import { answerOf, questionOf, type Sum } from './sums'
import { encode, idsOf } from './text'

export interface TrainOptions {
  readonly engine: Engine
  readonly epochs: number
  readonly onProgress?: OnProgress
}

export interface Trained {
  readonly network: NextLetter
  readonly losses: readonly number[]
}

/** A target that counts nothing: the letters of the question cannot be told from those before them. */
const NOTHING = -1

/** Each sum as a text, without its last letter, and for each letter the next one where it belongs to the answer. */
function rowsOf(sums: readonly Sum[]): { readonly ids: Tensor; readonly next: Tensor } {
  const texts = sums.map((sum) => questionOf(sum) + answerOf(sum))
  const targets = sums.flatMap((sum) => [
    ...Array<number>(questionOf(sum).length - 1).fill(NOTHING),
    ...idsOf(answerOf(sum)),
  ])
  const length = targets.length / sums.length
  return {
    ids: encode(texts.map((text) => text.slice(0, -1))),
    next: fromTypedArray(Int32Array.from(targets), [sums.length, length]),
  }
}

export async function train(sums: readonly Sum[], options: TrainOptions): Promise<Trained> {
  const { engine, epochs, onProgress } = options
  const key = RandomKey.from(1)
  const network = initialize(new NextLetter(), key.fold(0))
  const { parameters, losses } = await fit({
    parameters: parametersOf(network),
    loss: (named, { ids, next }: { readonly ids: Tensor; readonly next: Tensor }, context) =>
      crossEntropy(withParameters(network, named).forward(ids, context), next, { ignoreIndex: NOTHING }),
    batches: await batchesOf(rowsOf(sums), { size: 128, shuffle: key.fold(1), partial: 'drop' }),
    epochs,
    optimizer: adamw(),
    learningRate: 3e-3,
    schedule: cosineSchedule({ warmup: 0.05 }),
    clipNorm: 1,
    key: key.fold(2),
    engine,
    ...(onProgress ? { onProgress } : {}),
  })
  return { network: withParameters(network, parameters), losses }
}

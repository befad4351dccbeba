import { availableParallelism } from 'node:os'
import type { RandomKey } from '@graftjs/base'
import { type Batches, fromTypedArray, type Tensor } from '@graftjs/core'
import { mixBatch } from '../augment/mix-batch'
import { PicturePipeline, type PipelineBatch } from '../pipeline/picture-pipeline'
import type { Preprocessor } from '../preprocess/preprocessor'
import type { PictureStore } from './picture-store'
import type { ImageSettings } from './settings'

/** A batch of labelled pictures. */
export interface LabelledPixels {
  /** `[batch, 3, size, size]` */
  readonly pixels: Tensor
  /** Probabilities, `[batch, labels]`. */
  readonly targets: Tensor
}

export interface TrainingPictures {
  readonly store: Pick<PictureStore, 'sources' | 'longestShortSide'>
  /** The rows of the store to train on. */
  readonly rows: readonly number[]
  /** The probability of each label of each of `rows`, `[rows, labels]`. */
  readonly targets: Float32Array
  readonly labels: number
}

/** The engine computes on every processor at the same time, so that half of them may augment. */
const workers = Math.min(8, Math.max(1, availableParallelism() >> 1))

/**
 * The batches of a training run: each epoch in a new order, each picture varied anew, made on threads while the steps
 * before run. What a batch holds depends on its place and `key` alone, so that a run which goes on sees what it would
 * have seen.
 */
export async function trainingBatches(
  { store, rows, targets, labels }: TrainingPictures,
  preprocessor: Preprocessor,
  { batchSize, augmentation, mix }: Pick<ImageSettings, 'batchSize' | 'augmentation' | 'mix'>,
  key: RandomKey,
): Promise<Batches<LabelledPixels> & { close(): Promise<void> }> {
  const pipeline = await PicturePipeline.open({
    pictures: rows.map((row) => store.sources[row]!),
    preprocessor,
    ...(augmentation ? { augmentation } : {}),
    key,
    batchSize,
    even: true,
    workers,
    shortSide: store.longestShortSide,
  })
  let reading: Reading | undefined
  return {
    perEpoch: pipeline.batches,
    async at(epoch, index) {
      if (reading?.epoch !== epoch || reading.index !== index) {
        await reading?.close()
        reading = new Reading(pipeline, epoch, index)
      }
      const { pixels, shape, rows: chosen } = await reading.next()
      const wanted = new Float32Array(chosen.length * labels)
      for (const [place, row] of chosen.entries())
        wanted.set(targets.subarray(row * labels, (row + 1) * labels), place * labels)
      const whole = { pixels, shape, labels: wanted }
      const mixed = mix ? mixBatch(whole, mix, key.fold(epoch).fold(2).fold(index)) : whole
      return {
        pixels: fromTypedArray(mixed.pixels, shape),
        targets: fromTypedArray(mixed.labels, [chosen.length, labels]),
      }
    },
    async close() {
      await reading?.close()
      await pipeline.close()
    },
  }
}

/** An epoch that is read from some batch on. */
class Reading {
  readonly #stop = new AbortController()
  readonly #batches: AsyncGenerator<PipelineBatch>

  constructor(
    pipeline: PicturePipeline,
    readonly epoch: number,
    /** The batch that comes next. */
    public index: number,
  ) {
    this.#batches = pipeline.read({ epoch, batch: index, signal: this.#stop.signal })
  }

  async next(): Promise<PipelineBatch> {
    this.index += 1
    const { value } = await this.#batches.next()
    if (!value) throw new RangeError(`epoch ${this.epoch} has no batch ${this.index - 1}`)
    return value
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#batches.return(undefined)
  }
}

import type { RandomKey } from '@graftjs/base'
import { type Batches, fromTypedArray, type Tensor } from '@graftjs/core'
import { augment } from '../augment/augmentation'
import { mixBatch } from '../augment/mix-batch'
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
  readonly store: PictureStore
  /** The rows of the store to train on. */
  readonly rows: readonly number[]
  /** The probability of each label of each of `rows`, `[rows, labels]`. */
  readonly targets: Float32Array
  readonly labels: number
}

/**
 * The batches of a training run: each epoch in a new order, each picture varied anew. What a batch holds depends on its
 * place and `key` alone, so that a run which goes on sees what it would have seen.
 */
export function trainingBatches(
  { store, rows, targets, labels }: TrainingPictures,
  preprocessor: Preprocessor,
  settings: ImageSettings,
  key: RandomKey,
): Batches<LabelledPixels> {
  const { batchSize, size } = settings
  const perPicture = 3 * size * size
  let drawn: { epoch: number; order: Uint32Array } | undefined
  return {
    // A last batch of one picture would say nothing about the others: it joins the one before.
    perEpoch: Math.max(1, Math.floor(rows.length / batchSize + (rows.length % batchSize > 1 ? 1 : 0))),
    async at(epoch, index) {
      if (drawn?.epoch !== epoch) drawn = { epoch, order: key.fold(epoch).fold(0).permutation(rows.length) }
      const end = rows.length - (index + 1) * batchSize === 1 ? rows.length : (index + 1) * batchSize
      const chosen = Array.from(drawn.order.subarray(index * batchSize, end))
      const pixels = new Float32Array(chosen.length * perPicture)
      const wanted = new Float32Array(chosen.length * labels)
      for (const [place, row] of chosen.entries()) {
        const picture = await store.at(rows[row]!)
        const own = key.fold(epoch).fold(1).fold(row)
        const seen = settings.augmentation ? augment(picture, settings.augmentation, own) : picture
        preprocessor.normalize(preprocessor.fit(seen), pixels, place * perPicture)
        wanted.set(targets.subarray(row * labels, (row + 1) * labels), place * labels)
      }
      const shape = [chosen.length, 3, size, size] as const
      const whole = { pixels, shape, labels: wanted }
      const { mix } = settings
      const mixed = mix ? mixBatch(whole, mix, key.fold(epoch).fold(2).fold(index)) : whole
      return {
        pixels: fromTypedArray(mixed.pixels, shape),
        targets: fromTypedArray(mixed.labels, [chosen.length, labels]),
      }
    },
  }
}

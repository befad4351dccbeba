import type { RandomKey } from '@graftjs/base'
import { type Batches, fromTypedArray, type Tensor } from '@graftjs/core'
import type { Preprocessor } from '../preprocess/preprocessor'
import { type BlendWeights, blendWeights } from './mixup'
import type { PictureStore } from './picture-store'
import type { ImageSettings } from './settings'
import { varied } from './training-picture'

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
        preprocessor.normalize(varied(picture, settings, own), pixels, place * perPicture)
        wanted.set(targets.subarray(row * labels, (row + 1) * labels), place * labels)
      }
      const blend = blendWeights(chosen.length, settings.mixup, key.fold(epoch).fold(2).fold(index))
      return {
        pixels: fromTypedArray(blended(pixels, perPicture, blend), [chosen.length, 3, size, size]),
        targets: fromTypedArray(blended(wanted, labels, blend), [chosen.length, labels]),
      }
    },
  }
}

/** Each row mixed with the one at the other end of the batch. */
function blended(data: Float32Array, columns: number, weights: BlendWeights | undefined): Float32Array {
  if (!weights) return data
  const rows = data.length / columns
  const result = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    const other = (rows - 1 - row) * columns
    const own = weights[row]!
    for (let i = 0; i < columns; i++)
      result[row * columns + i] = own * data[row * columns + i]! + (1 - own) * data[other + i]!
  }
  return result
}

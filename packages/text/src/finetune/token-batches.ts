import type { OnProgress, RandomKey } from '@graftjs/base'
import type { TimeSlice } from '@graftjs/classifier'
import { type Batches, fromTypedArray, type Tensor } from '@graftjs/core'
import type { Encoding, Tokenizer } from '@graftjs/hub'
import type { BertInputs } from '../bert/bert'

/** Lengths are rounded up to this, so that a run sees few different shapes. */
const lengthStep = 8
/** Batches among which texts of similar length are brought together, to pad less. */
const bucketBatches = 16

/** A batch of labelled texts. `labels` is int32, `[batch]`. */
export interface LabelledInputs extends BertInputs {
  readonly labels: Tensor
}

/** The names of a batch's sizes. */
export const dynamicInputs = {
  inputIds: ['batch', 'sequence'],
  attentionMask: ['batch', 'sequence'],
  tokenTypeIds: ['batch', 'sequence'],
} as const

/** Token ids of every text, cut to `maxLength`. */
export async function encodeTexts(
  tokenizer: Tokenizer,
  texts: readonly string[],
  maxLength: number,
  slice: TimeSlice,
  onProgress?: OnProgress,
): Promise<Encoding[]> {
  const encodings: Encoding[] = []
  for (const text of texts) {
    encodings.push(tokenizer.encode(text, undefined, { maxLength }))
    if (slice.over) {
      onProgress?.({ phase: 'prepare', step: encodings.length, steps: texts.length })
      await slice.pause()
    }
  }
  return encodings
}

/** Encoded texts as the tensors of one batch. */
export function inputsOf(tokenizer: Tokenizer, rows: readonly Encoding[]): BertInputs {
  const { inputIds, attentionMask, tokenTypeIds, shape } = tokenizer.pad(rows, {
    padToMultipleOf: lengthStep,
  })
  return {
    inputIds: fromTypedArray(inputIds, shape),
    attentionMask: fromTypedArray(attentionMask, shape),
    tokenTypeIds: fromTypedArray(tokenTypeIds, shape),
  }
}

/**
 * The batches of a training run: each epoch in a new order drawn from `key`, in which texts of similar length
 * stand together.
 */
export function trainingBatches(
  tokenizer: Tokenizer,
  rows: readonly Encoding[],
  labels: Int32Array,
  batchSize: number,
  key: RandomKey,
): Batches<LabelledInputs> {
  let drawn: { epoch: number; batches: Uint32Array[] } | undefined
  return {
    perEpoch: Math.ceil(rows.length / batchSize),
    at(epoch, index) {
      if (drawn?.epoch !== epoch) drawn = { epoch, batches: drawBatches(rows, batchSize, key.fold(epoch)) }
      const chosen = drawn.batches[index]!
      const picked = Array.from(chosen, (row) => rows[row]!)
      const ids = Int32Array.from(chosen, (row) => labels[row]!)
      return { ...inputsOf(tokenizer, picked), labels: fromTypedArray(ids, [ids.length]) }
    },
  }
}

function drawBatches(rows: readonly Encoding[], batchSize: number, key: RandomKey): Uint32Array[] {
  const order = key.fold(0).permutation(rows.length)
  const batches: Uint32Array[] = []
  for (let start = 0; start < order.length; start += batchSize * bucketBatches) {
    const bucket = order.slice(start, start + batchSize * bucketBatches)
    bucket.sort((a, b) => rows[b]!.ids.length - rows[a]!.ids.length)
    for (let first = 0; first < bucket.length; first += batchSize) {
      batches.push(bucket.slice(first, first + batchSize))
    }
  }
  return Array.from(key.fold(1).permutation(batches.length), (place) => batches[place]!)
}

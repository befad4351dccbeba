import { GraftError, type RandomKey } from '@graftjs/base'
import type { Box } from '../preprocess/resize'
import { fraction, within } from './options'
import { drawBeta } from './policies/gamma'

/** Pictures of one size with their labels as probabilities. */
export interface PictureBatch {
  /** `[pictures, channels, height, width]`. */
  readonly pixels: Float32Array
  readonly shape: readonly [number, number, number, number]
  /** `[pictures, classes]`; each row sums to 1 (or more, where several labels hold at once). */
  readonly labels: Float32Array
}

/** Mixing of whole batches, as plain data. */
export type BatchMix =
  | { readonly kind: 'mix-up'; readonly alpha: number; readonly probability: number }
  | { readonly kind: 'cut-mix'; readonly alpha: number; readonly probability: number }
  | { readonly kind: 'one-of-mixes'; readonly choices: readonly BatchMix[] }

interface MixOptions {
  /** Of the beta distribution that the share is drawn from; 1 by default, where all shares are equally likely. */
  readonly alpha?: number
  /** Of a batch being mixed at all; 1 by default. */
  readonly probability?: number
}

/**
 * Each picture becomes a weighted mean of itself and another one of the batch, and so do the labels: Zhang et al.,
 * "mixup: Beyond Empirical Risk Minimization", 2017.
 */
export function mixUp(options: MixOptions = {}): BatchMix {
  return { kind: 'mix-up', ...checked(options) }
}

/**
 * Each picture gets a rectangle of another one of the batch, and its share of the label: Yun et al., "CutMix", 2019.
 */
export function cutMix(options: MixOptions = {}): BatchMix {
  return { kind: 'cut-mix', ...checked(options) }
}

/** A batch is mixed by any one of several, all equally likely. */
export function oneOfMixes(...choices: readonly BatchMix[]): BatchMix {
  return { kind: 'one-of-mixes', choices }
}

function checked({ alpha = 1, probability = 1 }: MixOptions) {
  return {
    alpha: within(alpha, 'alpha', 1e-3, 1e3),
    probability: fraction(probability, 'probability'),
  }
}

/**
 * Mixes a batch; the same key gives the same. The partner of a picture is the one before it (the first one's is the
 * last), as in torchvision, so batches are to be shuffled. The batch is left alone.
 */
export function mixBatch(batch: PictureBatch, mix: BatchMix, key: RandomKey): PictureBatch {
  checkBatch(batch)
  if (mix.kind === 'one-of-mixes') {
    const choice = mix.choices[Math.floor(key.uniform(1)[0]! * mix.choices.length)]
    return choice ? mixBatch(batch, choice, key.fold(0)) : batch
  }
  if (key.uniform(1)[0]! >= mix.probability || batch.shape[0] < 2) return batch
  const share = drawBeta(mix.alpha, mix.alpha, key.fold(0))
  if (mix.kind === 'mix-up') return mixUpBy(batch, share)
  const [, , height, width] = batch.shape
  const [x, y] = key.fold(1).uniform(2)
  return cutMixBy(batch, boxOf(share, Math.floor(x! * width), Math.floor(y! * height), width, height))
}

/** `share` of each picture and the rest of the one before it. */
export function mixUpBy({ pixels, shape, labels }: PictureBatch, share: number): PictureBatch {
  return {
    shape,
    pixels: mixedRows(pixels, shape[0], share),
    labels: mixedRows(labels, shape[0], share),
  }
}

/** The rectangle of the picture before it is put into each picture. */
export function cutMixBy({ pixels, shape, labels }: PictureBatch, box: Box): PictureBatch {
  const [count, channels, height, width] = shape
  const out = Float32Array.from(pixels)
  const size = channels * height * width
  for (let at = 0; at < count; at++) {
    const other = ((at + count - 1) % count) * size
    for (let channel = 0; channel < channels; channel++) {
      for (let y = box.top; y < box.top + box.height; y++) {
        const row = (channel * height + y) * width + box.left
        out.set(pixels.subarray(other + row, other + row + box.width), at * size + row)
      }
    }
  }
  const share = 1 - (box.width * box.height) / (width * height)
  return { shape, pixels: out, labels: mixedRows(labels, count, share) }
}

/** The rectangle around a place whose area is `1 − share` of the picture, cut off at its border. */
export function boxOf(share: number, x: number, y: number, width: number, height: number): Box {
  const half = 0.5 * Math.sqrt(1 - share)
  const [halfWidth, halfHeight] = [Math.trunc(half * width), Math.trunc(half * height)]
  const left = Math.max(0, x - halfWidth)
  const top = Math.max(0, y - halfHeight)
  return {
    left,
    top,
    width: Math.min(width, x + halfWidth) - left,
    height: Math.min(height, y + halfHeight) - top,
  }
}

function mixedRows(rows: Float32Array, count: number, share: number): Float32Array {
  const size = rows.length / count
  const out = new Float32Array(rows.length)
  for (let at = 0; at < count; at++) {
    const other = ((at + count - 1) % count) * size
    const own = at * size
    for (let i = 0; i < size; i++) out[own + i] = rows[other + i]! * (1 - share) + rows[own + i]! * share
  }
  return out
}

function checkBatch({ pixels, shape, labels }: PictureBatch): void {
  const [count, channels, height, width] = shape
  if (pixels.length === count * channels * height * width && (count === 0 || labels.length % count === 0))
    return
  throw new GraftError('shape-mismatch', {
    what: `The batch of shape [${shape.join(', ')}] has ${pixels.length} numbers and ${labels.length} labels.`,
    fix: 'Give pixels of the shape, and a row of labels for each picture.',
  })
}

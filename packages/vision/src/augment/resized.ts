import type { Resampling } from '../preprocess/resampling'
import { resize } from '../preprocess/resize'
import type { Apply } from './apply'
import { wholeNumber } from './options'

export interface Resized {
  readonly kind: 'resized'
  readonly width: number
  readonly height: number
  readonly resampling: Resampling
}

/** A size for all, whatever the proportions; leaves nothing to chance. */
export function resized(options: { width: number; height: number; resampling?: Resampling }): Resized {
  return {
    kind: 'resized',
    width: wholeNumber(options.width, 'width', 1),
    height: wholeNumber(options.height, 'height', 1),
    resampling: options.resampling ?? 'bilinear',
  }
}

export const applyResized: Apply<Resized> = (picture, options) => resize(picture, options)

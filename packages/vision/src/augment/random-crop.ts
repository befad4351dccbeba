import { centerCrop } from '../preprocess/center-crop'
import { crop } from '../preprocess/resize'
import type { Apply } from './apply'
import { wholeNumber } from './options'

export interface RandomCrop {
  readonly kind: 'random-crop'
  readonly width: number
  readonly height: number
  readonly padding: number
}

/**
 * A part of the picture from anywhere, after `padding` pixels of black were put around it (0 by default); the usual
 * one for CIFAR-10 is 32 × 32 with a padding of 4.
 */
export function randomCrop(options: { width: number; height: number; padding?: number }): RandomCrop {
  return {
    kind: 'random-crop',
    width: wholeNumber(options.width, 'width', 1),
    height: wholeNumber(options.height, 'height', 1),
    padding: wholeNumber(options.padding ?? 0, 'padding', 0),
  }
}

export const applyRandomCrop: Apply<RandomCrop> = (picture, { width, height, padding }, key) => {
  const padded = centerCrop(picture, {
    width: Math.max(width, picture.width + 2 * padding),
    height: Math.max(height, picture.height + 2 * padding),
  })
  const [x, y] = key.uniform(2)
  return crop(padded, {
    left: Math.floor(x! * (padded.width - width + 1)),
    top: Math.floor(y! * (padded.height - height + 1)),
    width,
    height,
  })
}

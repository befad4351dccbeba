import type { RandomKey } from '@graftjs/base'
import type { Resampling } from '../preprocess/resampling'
import { type Box, resizePart } from '../preprocess/resize'
import type { Size } from '../preprocess/target-size'
import type { Apply } from './apply'
import { type Range, range, spread, wholeNumber } from './options'

export interface RandomResizedCrop {
  readonly kind: 'random-resized-crop'
  readonly width: number
  readonly height: number
  readonly area: Range
  readonly ratio: Range
  readonly resampling: Resampling
}

/**
 * A part of the picture with a random share of its area (0.08 to 1 by default) and random proportions (width to height
 * 3/4 to 4/3), resized to one size: the augmentation that most ImageNet models are trained with.
 */
export function randomResizedCrop(options: {
  width: number
  height: number
  area?: Range
  ratio?: Range
  resampling?: Resampling
}): RandomResizedCrop {
  return {
    kind: 'random-resized-crop',
    width: wholeNumber(options.width, 'width', 1),
    height: wholeNumber(options.height, 'height', 1),
    area: range(options.area ?? [0.08, 1], 'area', 1e-6, 1),
    ratio: range(options.ratio ?? [3 / 4, 4 / 3], 'ratio', 1e-3, 1e3),
    resampling: options.resampling ?? 'bilinear',
  }
}

export const applyRandomResizedCrop: Apply<RandomResizedCrop> = (picture, options, key) => {
  const { width, height, resampling } = options
  return resizePart(picture, randomBox(picture, options, key), { width, height, resampling })
}

const TRIES = 10

/** Where torchvision would crop: ten tries, then as much of the middle as the proportions allow. */
function randomBox(picture: Size, { area, ratio }: RandomResizedCrop, key: RandomKey): Box {
  const draws = key.uniform(4 * TRIES)
  const logarithms = range([Math.log(ratio[0]), Math.log(ratio[1])], 'ratio')
  for (let at = 0; at < draws.length; at += 4) {
    const pixels = picture.width * picture.height * spread(area, draws[at]!)
    const proportion = Math.exp(spread(logarithms, draws[at + 1]!))
    const width = Math.round(Math.sqrt(pixels * proportion))
    const height = Math.round(Math.sqrt(pixels / proportion))
    if (width < 1 || width > picture.width || height < 1 || height > picture.height) continue
    const top = Math.floor(draws[at + 2]! * (picture.height - height + 1))
    const left = Math.floor(draws[at + 3]! * (picture.width - width + 1))
    return { left, top, width, height }
  }
  const proportion = picture.width / picture.height
  const width = proportion > ratio[1] ? Math.round(picture.height * ratio[1]) : picture.width
  const height = proportion < ratio[0] ? Math.round(picture.width / ratio[0]) : picture.height
  const left = Math.floor((picture.width - width) / 2)
  return { left, top: Math.floor((picture.height - height) / 2), width, height }
}

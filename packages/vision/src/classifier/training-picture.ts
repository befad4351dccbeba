import type { RandomKey } from '@graftjs/base'
import type { Picture } from '../pictures/picture'
import { type Box, resize } from '../preprocess/resize'

/** How a training picture differs from the one in the file. */
export interface Variation {
  /** The side of the square that it becomes, in pixels. */
  readonly size: number
  /** How small a part of the picture may be seen, as a share of its area. */
  readonly smallestCrop: number
  readonly flip: boolean
}

/** How much wider than high a crop may be, or the other way round. */
const widest = Math.log(4 / 3)
const tries = 10

/**
 * A part of the picture, drawn at random as torchvision's `RandomResizedCrop` does (Szegedy and others,
 * arXiv:1409.4842), at the size that a network sees, and perhaps mirrored.
 */
export function varied(picture: Picture, { size, smallestCrop, flip }: Variation, key: RandomKey): Picture {
  const box = cropOf(picture, smallestCrop, key.fold(0))
  const square = resize(picture, { width: size, height: size, box })
  return flip && key.fold(1).uniform(1)[0]! < 0.5 ? mirrored(square) : square
}

function cropOf({ width, height }: Picture, smallest: number, key: RandomKey): Box {
  const draws = key.uniform(4 * tries)
  for (let attempt = 0; attempt < tries; attempt++) {
    const [area, shape, x, y] = draws.subarray(4 * attempt, 4 * attempt + 4)
    const pixels = width * height * (smallest + (1 - smallest) * area!)
    const ratio = smallest < 1 ? Math.exp(widest * (2 * shape! - 1)) : 1
    const [w, h] = [Math.round(Math.sqrt(pixels * ratio)), Math.round(Math.sqrt(pixels / ratio))]
    if (w < 1 || h < 1 || w > width || h > height) continue
    return {
      left: Math.floor(x! * (width - w + 1)),
      top: Math.floor(y! * (height - h + 1)),
      width: w,
      height: h,
    }
  }
  const side = Math.min(width, height)
  return { left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side }
}

function mirrored({ width, height, pixels }: Picture): Picture {
  const result = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [3 * (y * width + x), 3 * (y * width + width - 1 - x)]
      result[to] = pixels[from]!
      result[to + 1] = pixels[from + 1]!
      result[to + 2] = pixels[from + 2]!
    }
  }
  return { width, height, pixels: result }
}

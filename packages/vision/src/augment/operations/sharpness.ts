import type { Picture } from '../../pictures/picture'
import { blend } from './blend'

/** Smoothed at factor 0, the picture itself at 1, sharpened above. */
export function adjustSharpness(picture: Picture, factor: number): Picture {
  return blend(smooth(picture), picture, factor)
}

/** Pillow's SMOOTH: the weighted mean of 3 × 3 pixels, five times the middle; the border stays. */
function smooth({ width, height, pixels }: Picture): Picture {
  const out = Uint8Array.from(pixels)
  const row = width * 3
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + 3, end = (y + 1) * row - 3; i < end; i++) {
      const sum =
        pixels[i - row - 3]! + pixels[i - row]! + pixels[i - row + 3]! +
        pixels[i - 3]! + 5 * pixels[i]! + pixels[i + 3]! +
        pixels[i + row - 3]! + pixels[i + row]! + pixels[i + row + 3]! // biome-ignore format: the nine pixels
      out[i] = Math.trunc(sum / 13 + 0.5)
    }
  }
  return { width, height, pixels: out }
}

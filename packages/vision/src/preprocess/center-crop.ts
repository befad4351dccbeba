import type { Picture } from '../pictures/picture'
import type { Size } from './target-size'

/** The middle of a picture; where the picture is smaller, black is around it. The same pixels as in transformers. */
export function centerCrop(picture: Picture, size: Size): Picture {
  if (picture.height === size.height && picture.width === size.width) return picture
  const rows = overlap(picture.height, size.height)
  const columns = overlap(picture.width, size.width)
  const pixels = new Uint8Array(size.height * size.width * 3)
  for (let y = 0; y < rows.length; y++) {
    const from = ((rows.from + y) * picture.width + columns.from) * 3
    pixels.set(
      picture.pixels.subarray(from, from + columns.length * 3),
      ((rows.to + y) * size.width + columns.to) * 3,
    )
  }
  return { ...size, pixels }
}

/** Along one axis: where the common part begins in the picture and in the crop, and how long it is. */
function overlap(picture: number, crop: number): { from: number; to: number; length: number } {
  if (crop <= picture) return { from: Math.floor((picture - crop) / 2), to: 0, length: crop }
  return { from: 0, to: Math.ceil((crop - picture) / 2), length: picture }
}

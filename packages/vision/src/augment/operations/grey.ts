import type { Picture } from '../../pictures/picture'
import { luma } from './luma'

/** The picture in grey, three equal channels. */
export function toGrey({ width, height, pixels }: Picture): Picture {
  const out = new Uint8Array(pixels.length)
  for (let i = 0; i < out.length; i += 3) {
    const grey = luma(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!)
    out[i] = grey
    out[i + 1] = grey
    out[i + 2] = grey
  }
  return { width, height, pixels: out }
}

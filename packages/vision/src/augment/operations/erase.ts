import type { Picture } from '../../pictures/picture'
import type { Box } from '../../preprocess/resize'

/** The picture with a rectangle replaced; `levelAt` gives the level of the n-th number of the rectangle. */
export function erase(
  { width, height, pixels }: Picture,
  box: Box,
  levelAt: (index: number, channel: number) => number,
): Picture {
  const out = Uint8Array.from(pixels)
  let index = 0
  for (let y = box.top; y < box.top + box.height; y++) {
    for (let x = box.left; x < box.left + box.width; x++) {
      for (let c = 0; c < 3; c++) out[(y * width + x) * 3 + c] = levelAt(index++, c)
    }
  }
  return { width, height, pixels: out }
}

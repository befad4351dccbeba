import type { Picture } from '../../pictures/picture'
import { blendLevel } from './blend'
import { levels, lookUp } from './look-up'
import { luma } from './luma'

/** The picture's mean grey at factor 0, the picture itself at 1, more contrast above. */
export function adjustContrast(picture: Picture, factor: number): Picture {
  const alpha = Math.fround(factor)
  const mean = Math.trunc(meanLuma(picture) + 0.5)
  return lookUp(
    picture,
    levels((level) => blendLevel(mean, level, alpha)),
  )
}

function meanLuma({ pixels }: Picture): number {
  let sum = 0
  for (let i = 0; i < pixels.length; i += 3) sum += luma(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!)
  return sum / (pixels.length / 3)
}

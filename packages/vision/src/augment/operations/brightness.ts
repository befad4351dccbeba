import type { Picture } from '../../pictures/picture'
import { blendLevel } from './blend'
import { levels, lookUp } from './look-up'

/** Black at factor 0, the picture itself at 1, brighter above. */
export function adjustBrightness(picture: Picture, factor: number): Picture {
  const alpha = Math.fround(factor)
  return lookUp(
    picture,
    levels((level) => blendLevel(0, level, alpha)),
  )
}

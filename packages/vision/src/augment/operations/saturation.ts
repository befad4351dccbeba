import type { Picture } from '../../pictures/picture'
import { blend } from './blend'
import { toGrey } from './grey'

/** Grey at factor 0, the picture itself at 1, stronger colours above. */
export function adjustSaturation(picture: Picture, factor: number): Picture {
  return blend(toGrey(picture), picture, factor)
}

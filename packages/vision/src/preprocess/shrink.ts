import type { Picture } from '../pictures/picture'
import { resize } from './resize'

/** A larger picture made smaller, its shorter side to so many pixels; any other as it is. */
export function shrink(picture: Picture, shortSide: number): Picture {
  const ratio = shortSide / Math.min(picture.width, picture.height)
  if (ratio >= 1) return picture
  const side = (length: number) => Math.max(1, Math.round(length * ratio))
  return resize(picture, { width: side(picture.width), height: side(picture.height) })
}

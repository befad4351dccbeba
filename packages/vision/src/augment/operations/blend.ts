import type { Picture } from '../../pictures/picture'

/**
 * `from + factor · (to − from)`, as Pillow blends: in float32, cut off to whole levels. A factor above 1 goes beyond
 * `to`.
 */
export function blend(from: Picture, to: Picture, factor: number): Picture {
  const alpha = Math.fround(factor)
  if (alpha === 0) return from
  if (alpha === 1) return to
  const pixels = new Uint8Array(to.pixels.length)
  for (let i = 0; i < pixels.length; i++) pixels[i] = blendLevel(from.pixels[i]!, to.pixels[i]!, alpha)
  return { width: to.width, height: to.height, pixels }
}

/** @param alpha a float32 */
export function blendLevel(from: number, to: number, alpha: number): number {
  const level = Math.fround(from + Math.fround(alpha * (to - from)))
  return level <= 0 ? 0 : level >= 255 ? 255 : Math.trunc(level)
}

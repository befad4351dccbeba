import type { Picture } from '../../pictures/picture'

/** The picture with each level replaced by another: one table of 256 for all channels, or one for each. */
export function lookUp(
  { width, height, pixels }: Picture,
  red: ArrayLike<number>,
  green = red,
  blue = red,
): Picture {
  const out = new Uint8Array(pixels.length)
  for (let i = 0; i < out.length; i += 3) {
    out[i] = red[pixels[i]!]!
    out[i + 1] = green[pixels[i + 1]!]!
    out[i + 2] = blue[pixels[i + 2]!]!
  }
  return { width, height, pixels: out }
}

/** A table of 256 levels. */
export function levels(of: (level: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => of(level))
}

/** How often each level of a channel occurs. */
export function histogram({ pixels }: Picture, channel: number): Uint32Array {
  const counts = new Uint32Array(256)
  for (let i = channel; i < pixels.length; i += 3) counts[pixels[i]!]!++
  return counts
}

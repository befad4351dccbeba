import type { Picture } from '../../pictures/picture'
import { histogram, levels, lookUp } from './look-up'

/** The negative. */
export function invert(picture: Picture): Picture {
  return lookUp(
    picture,
    levels((level) => 255 - level),
  )
}

/** Keeps the highest `bits` of each level, 0 to 8. */
export function posterize(picture: Picture, bits: number): Picture {
  const mask = ~(2 ** (8 - bits) - 1)
  return lookUp(
    picture,
    levels((level) => level & mask),
  )
}

/** The negative of the levels from `threshold` on. */
export function solarize(picture: Picture, threshold: number): Picture {
  return lookUp(
    picture,
    levels((level) => (level < threshold ? level : 255 - level)),
  )
}

/** Stretches each channel from its darkest to its lightest level over 0 to 255. */
export function autoContrast(picture: Picture): Picture {
  return perChannel(picture, (counts) => {
    const low = counts.findIndex((count) => count > 0)
    const high = counts.findLastIndex((count) => count > 0)
    if (high <= low) return undefined
    const scale = 255 / (high - low)
    const offset = -low * scale
    return (level) => Math.min(255, Math.max(0, Math.trunc(level * scale + offset)))
  })
}

/** Makes the levels of each channel equally frequent. */
export function equalize(picture: Picture): Picture {
  return perChannel(picture, (counts) => {
    const used = counts.filter((count) => count > 0)
    const step = Math.floor((counts.reduce((sum, count) => sum + count, 0) - used.at(-1)!) / 255)
    if (used.length <= 1 || step === 0) return undefined
    const below = new Float64Array(257)
    for (let level = 0; level < 256; level++) below[level + 1] = below[level]! + counts[level]!
    return (level) => Math.min(255, Math.floor((Math.floor(step / 2) + below[level]!) / step))
  })
}

function perChannel(
  picture: Picture,
  toneOf: (counts: Uint32Array) => ((level: number) => number) | undefined,
): Picture {
  const [red, green, blue] = [0, 1, 2].map((channel) =>
    levels(toneOf(histogram(picture, channel)) ?? ((level) => level)),
  )
  return lookUp(picture, red!, green!, blue!)
}

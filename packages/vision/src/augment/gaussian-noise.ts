import type { Apply } from './apply'
import { type Range, range, spread } from './options'

export interface GaussianNoise {
  readonly kind: 'gaussian-noise'
  readonly deviation: Range
}

/** Each number of the picture plus a normal one with a standard deviation (0 to 0.1 of white by default). */
export function gaussianNoise({ deviation = [0, 0.1] }: { deviation?: Range } = {}): GaussianNoise {
  return { kind: 'gaussian-noise', deviation: range(deviation, 'deviation', 0, 1) }
}

export const applyGaussianNoise: Apply<GaussianNoise> = ({ width, height, pixels }, { deviation }, key) => {
  const size = 255 * spread(deviation, key.uniform(1)[0]!)
  const noise = key.fold(0).normal(pixels.length)
  const out = new Uint8ClampedArray(pixels.length)
  for (let i = 0; i < out.length; i++) out[i] = pixels[i]! + Math.trunc(noise[i]! * size)
  return { width, height, pixels: new Uint8Array(out.buffer) }
}

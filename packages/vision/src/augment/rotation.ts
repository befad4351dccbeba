import type { Apply } from './apply'
import { rotate } from './operations/rotate'
import type { Rgb, WarpResampling } from './operations/warp'
import { type Range, spread, symmetric } from './options'

export interface Rotation {
  readonly kind: 'rotation'
  readonly degrees: Range
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

/** Turned about its middle by an angle of a range; a number means to both sides. Bilinear, on black by default. */
export function rotation(options: {
  degrees: number | Range
  resampling?: WarpResampling
  fill?: Rgb
}): Rotation {
  return {
    kind: 'rotation',
    degrees: symmetric(options.degrees, 'degrees'),
    resampling: options.resampling ?? 'bilinear',
    fill: options.fill ?? [0, 0, 0],
  }
}

export const applyRotation: Apply<Rotation> = (picture, { degrees, ...options }, key) =>
  rotate(picture, spread(degrees, key.uniform(1)[0]!), options)

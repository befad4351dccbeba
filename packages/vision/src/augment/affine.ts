import type { Apply } from './apply'
import { affineMap } from './operations/affine-map'
import { type Rgb, type WarpResampling, warp } from './operations/warp'
import { fraction, type Range, range, spread, symmetric } from './options'

export interface Affine {
  readonly kind: 'affine'
  readonly degrees: Range
  readonly translate: readonly [number, number]
  readonly scale: Range
  readonly shear: Range
  readonly shearY: Range
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

export interface AffineOptions {
  /** Clockwise; a number means to both sides. 0 by default. */
  readonly degrees?: number | Range
  /** Shares of the width and of the height by which the picture is moved at most. None by default. */
  readonly translate?: readonly [number, number]
  /** 1 by default. */
  readonly scale?: Range
  /** Degrees along x; a number means to both sides. 0 by default. */
  readonly shear?: number | Range
  /** Degrees along y. 0 by default. */
  readonly shearY?: number | Range
  /** Bilinear by default. */
  readonly resampling?: WarpResampling
  /** Black by default. */
  readonly fill?: Rgb
}

/** Turned, moved, scaled and sheared about its middle. */
export function affine(options: AffineOptions): Affine {
  const [x, y] = options.translate ?? [0, 0]
  return {
    kind: 'affine',
    degrees: symmetric(options.degrees ?? 0, 'degrees'),
    translate: [fraction(x, 'translate'), fraction(y, 'translate')],
    scale: range(options.scale ?? [1, 1], 'scale', 1e-3, 1e3),
    shear: symmetric(options.shear ?? 0, 'shear'),
    shearY: symmetric(options.shearY ?? 0, 'shearY'),
    resampling: options.resampling ?? 'bilinear',
    fill: options.fill ?? [0, 0, 0],
  }
}

export const applyAffine: Apply<Affine> = (picture, options, key) => {
  const [angle, right, down, scale, shear, shearY] = key.uniform(6)
  const shift = (share: number, size: number, uniform: number) =>
    Math.round(spread([-share * size, share * size], uniform))
  const map = affineMap(
    {
      angle: spread(options.degrees, angle!),
      translate: [
        shift(options.translate[0], picture.width, right!),
        shift(options.translate[1], picture.height, down!),
      ],
      scale: spread(options.scale, scale!),
      shear: [spread(options.shear, shear!), spread(options.shearY, shearY!)],
    },
    [picture.width / 2, picture.height / 2],
  )
  return warp(picture, map, options)
}

import { type Apply, happens } from './apply'
import { type Corners, perspectiveMap } from './operations/perspective-map'
import { type Rgb, type WarpResampling, warp } from './operations/warp'
import { fraction } from './options'

export interface Perspective {
  readonly kind: 'perspective'
  readonly distortion: number
  readonly probability: number
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

/** Seen from aside: each corner moves inwards by up to `distortion` (0.5) of half the side, with a probability of 0.5. */
export function perspective(
  options: { distortion?: number; probability?: number; resampling?: WarpResampling; fill?: Rgb } = {},
): Perspective {
  return {
    kind: 'perspective',
    distortion: fraction(options.distortion ?? 0.5, 'distortion'),
    probability: fraction(options.probability ?? 0.5, 'probability'),
    resampling: options.resampling ?? 'bilinear',
    fill: options.fill ?? [0, 0, 0],
  }
}

export const applyPerspective: Apply<Perspective> = (picture, options, key) => {
  const [chance, ...draws] = key.uniform(9)
  if (!happens(options.probability, chance)) return picture
  const [right, bottom] = [picture.width - 1, picture.height - 1]
  const reachX = Math.trunc(options.distortion * Math.floor(picture.width / 2)) + 1
  const reachY = Math.trunc(options.distortion * Math.floor(picture.height / 2)) + 1
  const inwards = (at: number, reach: number) => Math.floor(draws[at]! * reach)
  const from: Corners = [[0, 0], [right, 0], [right, bottom], [0, bottom]] // biome-ignore format: the corners
  const to: Corners = [
    [inwards(0, reachX), inwards(1, reachY)],
    [right - inwards(2, reachX), inwards(3, reachY)],
    [right - inwards(4, reachX), bottom - inwards(5, reachY)],
    [inwards(6, reachX), bottom - inwards(7, reachY)],
  ]
  return warp(picture, perspectiveMap(from, to), options)
}

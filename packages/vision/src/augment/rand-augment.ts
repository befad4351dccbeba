import type { Apply } from './apply'
import type { Rgb, WarpResampling } from './operations/warp'
import { wholeNumber } from './options'
import { drawStep } from './policies/draw-step'
import { applyStep } from './policies/policy-operations'
import { randAugmentSpace } from './policies/policy-spaces'

export interface RandAugment {
  readonly kind: 'rand-augment'
  readonly operations: number
  readonly magnitude: number
  readonly bins: number
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

/**
 * A few operations (2), any of 14, all of one magnitude (9 of 0 to 30): Cubuk et al., "RandAugment: Practical automated
 * data augmentation with a reduced search space", 2019.
 */
export function randAugment(
  options: {
    operations?: number
    magnitude?: number
    bins?: number
    resampling?: WarpResampling
    fill?: Rgb
  } = {},
): RandAugment {
  const bins = wholeNumber(options.bins ?? 31, 'bins', 2)
  return {
    kind: 'rand-augment',
    operations: wholeNumber(options.operations ?? 2, 'operations', 0),
    magnitude: wholeNumber(options.magnitude ?? 9, 'magnitude', 0, bins - 1),
    bins,
    resampling: options.resampling ?? 'nearest',
    fill: options.fill ?? [0, 0, 0],
  }
}

export const applyRandAugment: Apply<RandAugment> = (picture, options, key) => {
  const { operations, magnitude, bins, ...style } = options
  const space = randAugmentSpace(bins, picture)
  const draws = key.uniform(3 * operations)
  let current = picture
  for (let at = 0; at < draws.length; at += 3) {
    current = applyStep(
      current,
      drawStep(space, draws.subarray(at, at + 3), () => magnitude),
      style,
    )
  }
  return current
}

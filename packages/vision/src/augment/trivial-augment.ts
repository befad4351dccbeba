import type { Apply } from './apply'
import type { Rgb, WarpResampling } from './operations/warp'
import { wholeNumber } from './options'
import { drawStep } from './policies/draw-step'
import { applyStep } from './policies/policy-operations'
import { trivialAugmentSpace } from './policies/policy-spaces'

export interface TrivialAugment {
  readonly kind: 'trivial-augment'
  readonly bins: number
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

/**
 * One operation of 14 with any magnitude, nothing to tune: Müller and Hutter, "TrivialAugment: Tuning-free Yet
 * State-of-the-Art Data Augmentation", 2021 (its wide space).
 */
export function trivialAugment(
  options: { bins?: number; resampling?: WarpResampling; fill?: Rgb } = {},
): TrivialAugment {
  return {
    kind: 'trivial-augment',
    bins: wholeNumber(options.bins ?? 31, 'bins', 2),
    resampling: options.resampling ?? 'nearest',
    fill: options.fill ?? [0, 0, 0],
  }
}

export const applyTrivialAugment: Apply<TrivialAugment> = (picture, { bins, ...style }, key) => {
  const step = drawStep(trivialAugmentSpace(bins), key.uniform(3), (count, uniform) =>
    Math.floor(uniform * count),
  )
  return applyStep(picture, step, style)
}

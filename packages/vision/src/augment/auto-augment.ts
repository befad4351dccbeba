import type { Apply } from './apply'
import type { Rgb, WarpResampling } from './operations/warp'
import { autoAugmentPolicies, type SubPolicy } from './policies/auto-augment-policies'
import { applyStep } from './policies/policy-operations'
import { autoAugmentSpace } from './policies/policy-spaces'

export interface AutoAugment {
  readonly kind: 'auto-augment'
  readonly policy: keyof typeof autoAugmentPolicies
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

/** One of 25 pairs of operations that were found to help on ImageNet (by default), CIFAR-10 or SVHN. */
export function autoAugment(
  options: { policy?: AutoAugment['policy']; resampling?: WarpResampling; fill?: Rgb } = {},
): AutoAugment {
  return {
    kind: 'auto-augment',
    policy: options.policy ?? 'imagenet',
    resampling: options.resampling ?? 'nearest',
    fill: options.fill ?? [0, 0, 0],
  }
}

const BINS = 10

export const applyAutoAugment: Apply<AutoAugment> = (picture, { policy, ...style }, key) => {
  const pairs: readonly SubPolicy[] = autoAugmentPolicies[policy]
  const space = autoAugmentSpace(BINS, picture)
  const draws = key.uniform(5)
  let current = picture
  for (const [at, [operation, probability, number]] of pairs[
    Math.floor(draws[0]! * pairs.length)
  ]!.entries()) {
    if (draws[1 + at]! > probability) continue
    const { values, signed } = space.get(operation)!
    const strength = number === undefined || !values ? 0 : values[number]!
    const magnitude = signed && draws[3 + at]! < 0.5 ? -strength : strength
    current = applyStep(current, { operation, magnitude }, style)
  }
  return current
}

import type { RandomKey } from '@graftjs/base'
import type { Picture } from '../pictures/picture'
import type { Apply } from './apply'
import type { Rgb, WarpResampling } from './operations/warp'
import { wholeNumber, within } from './options'
import { drawStep } from './policies/draw-step'
import { drawBeta, drawShares } from './policies/gamma'
import { applyStep, type PolicyStep, type PolicyStyle } from './policies/policy-operations'
import { augMixSpace } from './policies/policy-spaces'

export interface AugMix {
  readonly kind: 'aug-mix'
  readonly severity: number
  readonly chains: number
  readonly depth: number
  readonly alpha: number
  readonly resampling: WarpResampling
  readonly fill: Rgb
}

/**
 * The picture mixed with some chains (3) of `depth` operations (1 to 3 at random where it is 0) of at most `severity`
 * (3 of 10): Hendrycks et al., "AugMix: A Simple Data Processing Method to Improve Robustness and Uncertainty", 2019.
 */
export function augMix(
  options: {
    severity?: number
    chains?: number
    depth?: number
    alpha?: number
    resampling?: WarpResampling
    fill?: Rgb
  } = {},
): AugMix {
  return {
    kind: 'aug-mix',
    severity: wholeNumber(options.severity ?? 3, 'severity', 1, 10),
    chains: wholeNumber(options.chains ?? 3, 'chains', 1),
    depth: wholeNumber(options.depth ?? 0, 'depth', 0),
    alpha: within(options.alpha ?? 1, 'alpha', 1e-3, 1e3),
    resampling: options.resampling ?? 'bilinear',
    fill: options.fill ?? [0, 0, 0],
  }
}

const BINS = 10

export const applyAugMix: Apply<AugMix> = (picture, options, key) => {
  const original = drawBeta(options.alpha, options.alpha, key.fold(0))
  const chains = drawShares(options.chains, options.alpha, key.fold(1)).map((share, at) => ({
    weight: share * (1 - original),
    steps: drawChain(picture, options, key.fold(2 + at)),
  }))
  return mixChains(picture, original, chains, { resampling: options.resampling, fill: options.fill })
}

function drawChain(picture: Picture, { severity, depth }: AugMix, key: RandomKey): PolicyStep[] {
  const space = augMixSpace(BINS, picture)
  const length = depth > 0 ? depth : 1 + Math.floor(key.uniform(1)[0]! * 3)
  const draws = key.fold(0).uniform(3 * length)
  return Array.from({ length }, (_, at) =>
    drawStep(space, draws.subarray(3 * at, 3 * at + 3), (_, uniform) => Math.floor(uniform * severity)),
  )
}

/** `weight` of the picture plus those of the chains, in float32, cut off to whole levels. */
export function mixChains(
  picture: Picture,
  weight: number,
  chains: readonly { readonly weight: number; readonly steps: readonly PolicyStep[] }[],
  style: PolicyStyle,
): Picture {
  const { width, height } = picture
  const sum = Float32Array.from(picture.pixels, (level) => level * Math.fround(weight))
  for (const chain of chains) {
    const { pixels } = chain.steps.reduce((current, step) => applyStep(current, step, style), picture)
    const share = Math.fround(chain.weight)
    for (let i = 0; i < sum.length; i++) sum[i]! += Math.fround(share * pixels[i]!)
  }
  return { width, height, pixels: Uint8Array.from(sum, (level) => Math.min(255, level)) }
}

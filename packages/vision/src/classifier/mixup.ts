import type { RandomKey } from '@graftjs/base'

/** What each picture of a batch counts beside the one that it is blended with. */
export type BlendWeights = Float64Array

/**
 * The weights of mixup (Zhang and others, arXiv:1710.09412), each drawn from Beta(α, α) and at least one half; undefined
 * for α = 0.
 */
export function blendWeights(pictures: number, alpha: number, key: RandomKey): BlendWeights | undefined {
  if (alpha === 0) return undefined
  return Float64Array.from({ length: pictures }, (_, picture) => {
    const [x, y] = [gamma(alpha, key.fold(2 * picture)), gamma(alpha, key.fold(2 * picture + 1))]
    const share = x + y > 0 ? x / (x + y) : 1
    return Math.max(share, 1 - share)
  })
}

/** A draw of the gamma distribution by Marsaglia and Tsang, ACM TOMS 26 (2000); α < 1 by their section 6. */
function gamma(alpha: number, key: RandomKey): number {
  const shape = alpha < 1 ? alpha + 1 : alpha
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (let attempt = 0; ; attempt++) {
    const x = key.fold(2 * attempt).normal(1)[0]!
    const [u, boost] = key.fold(2 * attempt + 1).uniform(2)
    const v = (1 + c * x) ** 3
    if (v <= 0 || Math.log(u!) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue
    return alpha < 1 ? d * v * boost! ** (1 / alpha) : d * v
  }
}

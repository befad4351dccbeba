import type { Apply } from './apply'
import { blur } from './operations/blur'
import { type Range, range, spread, wholeNumber } from './options'

export interface GaussianBlur {
  readonly kind: 'gaussian-blur'
  readonly size: number
  readonly sigma: Range
}

/** Blurred with a standard deviation of 0.1 to 2 pixels by default, over `size` × `size` pixels (odd). */
export function gaussianBlur({ size, sigma = [0.1, 2] }: { size: number; sigma?: Range }): GaussianBlur {
  return {
    kind: 'gaussian-blur',
    size: 2 * wholeNumber((size - 1) / 2, '(size − 1) / 2', 0) + 1,
    sigma: range(sigma, 'sigma', 1e-3),
  }
}

export const applyGaussianBlur: Apply<GaussianBlur> = (picture, { size, sigma }, key) =>
  blur(picture, size, spread(sigma, key.uniform(1)[0]!))

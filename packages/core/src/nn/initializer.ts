import type { RandomKey } from '@graftjs/base'

/** Fills a parameter of the given shape with first values. */
export type Initializer = (out: Float32Array, shape: readonly number[], key: RandomKey) => void

export const constant =
  (value: number): Initializer =>
  (out) => {
    out.fill(value)
  }

/** The normal distribution with mean 0. */
export const normal =
  (deviation: number): Initializer =>
  (out, _shape, key) => {
    out.set(key.normal(out.length).map((value) => value * deviation))
  }

/** Uniform in ±√(1 / fan in), PyTorch's default for linear layers; the weight's shape is [out, in]. */
export const uniformFanIn =
  (fanIn: number): Initializer =>
  (out, _shape, key) => {
    const bound = Math.sqrt(1 / fanIn)
    out.set(key.uniform(out.length).map((value) => (2 * value - 1) * bound))
  }

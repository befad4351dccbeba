import type { RandomKey } from '@graftjs/base'
import { fansOf } from './fans'

/** Fills a parameter of the given shape with first values. */
export type Initializer = (out: Float32Array, shape: readonly number[], key: RandomKey) => void

export const constant =
  (value: number): Initializer =>
  (out) => {
    out.fill(value)
  }

/** The normal distribution. */
export const normal =
  (deviation: number, mean = 0): Initializer =>
  (out, _shape, key) => {
    out.set(key.normal(out.length).map((value) => value * deviation + mean))
  }

/** Uniform from `low` up to `high`. */
export const uniform =
  (low: number, high: number): Initializer =>
  (out, _shape, key) => {
    out.set(key.uniform(out.length).map((value) => low + (high - low) * value))
  }

/** Uniform in ±√(1 / fan in), PyTorch's default for linear layers and convolutions. */
export const uniformFanIn = (fanIn: number): Initializer => {
  const bound = Math.sqrt(1 / fanIn)
  return uniform(-bound, bound)
}

/**
 * Glorot and Bengio's (2010): the variance is gain² · 2 / (fan in + fan out). PyTorch's `xavier_uniform_`, Keras's
 * default for dense layers and convolutions.
 */
export const glorotUniform =
  ({ gain = 1 }: { readonly gain?: number } = {}): Initializer =>
  (out, shape, key) => {
    const { fanIn, fanOut } = fansOf(shape)
    const bound = gain * Math.sqrt(6 / (fanIn + fanOut))
    uniform(-bound, bound)(out, shape, key)
  }

/** As `glorotUniform`, normally distributed. */
export const glorotNormal =
  ({ gain = 1 }: { readonly gain?: number } = {}): Initializer =>
  (out, shape, key) => {
    const { fanIn, fanOut } = fansOf(shape)
    normal(gain * Math.sqrt(2 / (fanIn + fanOut)))(out, shape, key)
  }

export interface HeOptions {
  /** Default √2, which suits ReLU; 1 suits layers without an activation. */
  readonly gain?: number
  /** Whose size is kept: that of the activations ('in', the default) or that of the gradients ('out'). */
  readonly mode?: 'in' | 'out'
}

const heDeviation = (shape: readonly number[], { gain = Math.SQRT2, mode = 'in' }: HeOptions): number => {
  const { fanIn, fanOut } = fansOf(shape)
  return gain / Math.sqrt(mode === 'in' ? fanIn : fanOut)
}

/** He et al. (arXiv:1502.01852): the variance is gain² / fan. PyTorch's `kaiming_uniform_` for ReLU. */
export const heUniform =
  (options: HeOptions = {}): Initializer =>
  (out, shape, key) => {
    const bound = Math.sqrt(3) * heDeviation(shape, options)
    uniform(-bound, bound)(out, shape, key)
  }

/** As `heUniform`, normally distributed. PyTorch's `kaiming_normal_` for ReLU. */
export const heNormal =
  (options: HeOptions = {}): Initializer =>
  (out, shape, key) => {
    normal(heDeviation(shape, options))(out, shape, key)
  }

import { normalizeAxes } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { divide, multiply, subtract } from './arithmetic'
import { sum } from './broadcast'
import { cast } from './cast'
import { equal, maximum, where } from './comparison'
import { clamp } from './composite/clamp'
import { count } from './count'
import { power } from './power'
import { checkReduceOptions, type ReduceOptions } from './reduce-options'
import { max, mean, min } from './reduction'
import { literal } from './source'
import { abs, sqrt } from './unary'

export interface VarianceOptions extends ReduceOptions {
  /** What is taken off the number of elements: 0 for the population, 1 for a sample (Bessel). Default 0. */
  readonly correction?: number
}

/** The variance over `axes`, NumPy's `var`. */
export function variance(x: Tensor, variants: VarianceOptions = {}): Tensor {
  checkReduceOptions('variance', variants)
  const { correction = 0, ...options } = variants
  const axes = normalizeAxes('variance', options.axes, x.shape)
  const centered = subtract(x, mean(x, { axes, keepDimensions: true }))
  const total = sum(multiply(centered, centered), { ...options, axes })
  const elements = count(x, axes)
  return divide(total, correction === 0 ? elements : maximum(subtract(elements, correction), 0))
}

/** The standard deviation over `axes`: the root of `variance`. */
export const standardDeviation = (x: Tensor, options: VarianceOptions = {}): Tensor =>
  sqrt(variance(x, options))

export interface NormOptions extends ReduceOptions {
  /** 1, 2 (the default), any other positive number, or Infinity for the largest size. */
  readonly order?: number
}

/** (Σ |x|ᵖ)^(1/p) over `axes`. The gradient at 0 is 0. */
export function norm(x: Tensor, variants: NormOptions = {}): Tensor {
  checkReduceOptions('norm', variants)
  const { order = 2, ...options } = variants
  if (order === Number.POSITIVE_INFINITY) return max(abs(x), options)
  if (order === 1) return sum(abs(x), options)
  const total = sum(order === 2 ? multiply(x, x) : power(abs(x), order), options)
  // The root has no slope at 0: there it is taken of 1, and the result put back to 0.
  const zero = equal(total, 0)
  const safe = where(zero, literal(1, x.dtype), total)
  const root = order === 2 ? sqrt(safe) : power(safe, 1 / order)
  return where(zero, literal(0, x.dtype), root)
}

/** x divided by its norm along `axis`, which counts as at least `epsilon`. PyTorch's `normalize`. */
export const normalize = (x: Tensor, axis = -1, epsilon = 1e-12): Tensor =>
  divide(x, clamp(norm(x, { axes: axis, keepDimensions: true }), epsilon))

/** Whether it holds anywhere over `axes`, as bool. */
export const any = (x: Tensor, options: ReduceOptions = {}): Tensor =>
  cast(max(cast(x, 'int32'), options), 'bool')

/** Whether it holds everywhere over `axes`, as bool. */
export const all = (x: Tensor, options: ReduceOptions = {}): Tensor =>
  cast(min(cast(x, 'int32'), options), 'bool')

/** How often it holds over `axes`, as int32. */
export const countTrue = (x: Tensor, options: ReduceOptions = {}): Tensor => sum(cast(x, 'int32'), options)

import { asFiniteNumbers, asWholeNumber, type Numbers } from '../input/column'
import { refuse, refuseOption } from '../input/refuse'
import { meanSquaredError } from '../regression/squared-error'

export interface PsnrOptions {
  /** The difference of the greatest and the least value a pixel can have: 255 for bytes, 1 for shares. */
  readonly range: number
}

/**
 * Peak signal-to-noise ratio, in decibels: 10·log10(range² ÷ mean squared error); Infinity for equal images. Equals
 * scikit-image's `peak_signal_noise_ratio`.
 */
export function psnr(truth: Numbers, predicted: Numbers, { range }: PsnrOptions): number {
  checkRange(range)
  return 10 * Math.log10(range ** 2 / meanSquaredError(truth, predicted))
}

export interface SsimOptions extends PsnrOptions {
  readonly width: number
  readonly height: number
  /** Values per pixel, standing together (RGBRGB…); 1 by default. The result is their mean. */
  readonly channels?: number
  /**
   * What is looked at around a pixel: `gaussian` of σ 1.5 as in the paper (default), or a square of 7 × 7
   * (`uniform`, scikit-image's default).
   */
  readonly window?: 'gaussian' | 'uniform'
}

/**
 * Structural similarity (Wang et al. 2004), from -1 to 1; 1 for equal images. Equals scikit-image's
 * `structural_similarity`, with `gaussian` that of `gaussian_weights=True, use_sample_covariance=False`.
 */
export function ssim(truth: Numbers, predicted: Numbers, options: SsimOptions): number {
  const { width, height, channels = 1, range, window = 'gaussian' } = options
  checkRange(range)
  asWholeNumber(channels, 'channels', 1)
  const makeKernel = kernels[window]
  if (makeKernel === undefined) {
    refuseOption(window, 'window', "Pass 'gaussian' or 'uniform'.")
  }
  const kernel = makeKernel()
  asWholeNumber(width, 'width', kernel.weights.length)
  asWholeNumber(height, 'height', kernel.weights.length)
  const size = width * height * channels
  const first = checkedImage(truth, 'truth', size)
  const second = checkedImage(predicted, 'predicted', size)
  let sum = 0
  for (let channel = 0; channel < channels; channel++) {
    const plane = (values: ArrayLike<number>) =>
      Float64Array.from({ length: width * height }, (_, pixel) => values[pixel * channels + channel]!)
    sum += similarityOf(plane(first), plane(second), width, height, range, kernel)
  }
  return sum / channels
}

interface Kernel {
  readonly weights: Float64Array
  /** Variances are multiplied by this; n ÷ (n − 1) makes them those of a sample. */
  readonly varianceFactor: number
}

const kernels: Readonly<Record<'gaussian' | 'uniform', () => Kernel>> = {
  gaussian: () => ({ weights: gaussianWeights(5, 1.5), varianceFactor: 1 }),
  uniform: () => ({ weights: new Float64Array(7).fill(1 / 7), varianceFactor: 49 / 48 }),
}

function gaussianWeights(radius: number, deviation: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * deviation ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

function similarityOf(
  first: Float64Array,
  second: Float64Array,
  width: number,
  height: number,
  range: number,
  { weights, varianceFactor }: Kernel,
): number {
  const blurred = (values: Float64Array) => blur(values, width, height, weights)
  const product = (a: Float64Array, b: Float64Array) => a.map((value, at) => value * b[at]!)
  const meanFirst = blurred(first)
  const meanSecond = blurred(second)
  const squareFirst = blurred(product(first, first))
  const squareSecond = blurred(product(second, second))
  const both = blurred(product(first, second))
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2]
  let sum = 0
  for (let at = 0; at < meanFirst.length; at++) {
    const [x, y] = [meanFirst[at]!, meanSecond[at]!]
    const varianceFirst = varianceFactor * (squareFirst[at]! - x * x)
    const varianceSecond = varianceFactor * (squareSecond[at]! - y * y)
    const covariance = varianceFactor * (both[at]! - x * y)
    sum +=
      ((2 * x * y + c1) * (2 * covariance + c2)) /
      ((x * x + y * y + c1) * (varianceFirst + varianceSecond + c2))
  }
  return sum / meanFirst.length
}

/** Weighted means around every pixel whose whole window lies inside the image. */
function blur(values: Float64Array, width: number, height: number, weights: Float64Array): Float64Array {
  const reach = weights.length
  const innerWidth = width - reach + 1
  const innerHeight = height - reach + 1
  const rows = new Float64Array(innerWidth * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0
      for (let k = 0; k < reach; k++) sum += weights[k]! * values[y * width + x + k]!
      rows[y * innerWidth + x] = sum
    }
  }
  const result = new Float64Array(innerWidth * innerHeight)
  for (let y = 0; y < innerHeight; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0
      for (let k = 0; k < reach; k++) sum += weights[k]! * rows[(y + k) * innerWidth + x]!
      result[y * innerWidth + x] = sum
    }
  }
  return result
}

function checkedImage(image: Numbers, name: string, size: number): ArrayLike<number> {
  const values = asFiniteNumbers(image, name)
  if (values.length === size) return values
  return refuse({
    what: `${name} has ${values.length} values; width × height × channels is ${size}.`,
    where: name,
    fix: 'Pass every value of the image, row after row.',
  })
}

function checkRange(range: number): void {
  if (typeof range === 'number' && range > 0 && range < Infinity) return
  refuseOption(range, 'range', 'Pass 255 for bytes, or 1 for values from 0 to 1.')
}

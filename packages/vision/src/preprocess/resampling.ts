/** How pixels between pixels are found. The names and numbers are Pillow's, which configurations store. */
export type Resampling = 'nearest' | 'lanczos' | 'bilinear' | 'bicubic' | 'box' | 'hamming'

/** In the order of Pillow's numbers: nearest is 0, hamming 5. */
export const resamplings: readonly Resampling[] = [
  'nearest',
  'lanczos',
  'bilinear',
  'bicubic',
  'box',
  'hamming',
]

interface Filter {
  /** How far the filter reaches, in pixels of the smaller picture. */
  readonly support: number
  readonly weight: (distance: number) => number
}

/** The filters of Pillow; nearest has none. */
const filters: Readonly<Record<Exclude<Resampling, 'nearest'>, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: bicubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

/** Bits behind the point: 8 bits of a pixel and 2 of overshoot fit beside them in an int32. */
export const PRECISION = 22

/** For each output position along one axis: where its input pixels begin, how many they are, their weights. */
export interface Taps {
  readonly first: Int32Array
  readonly count: Int32Array
  /** Fixed point with `PRECISION` bits; `stride` of them a position. */
  readonly weights: Int32Array
  readonly stride: number
}

const known = new Map<string, Taps>()
const MOST_KNOWN = 64

/**
 * The taps that shrink or stretch `from … to` of an axis of `input` pixels to `output` pixels. A filter is widened
 * by the factor of shrinking (antialias), as Pillow does.
 */
export function taps(
  resampling: Exclude<Resampling, 'nearest'>,
  input: number,
  output: number,
  from = 0,
  to = input,
): Taps {
  const key = `${resampling} ${input} ${output} ${from} ${to}`
  const before = known.get(key)
  if (before) return before
  const made = makeTaps(filters[resampling], input, output, from, to)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, made)
  return made
}

function makeTaps(
  { support, weight }: Filter,
  input: number,
  output: number,
  from: number,
  to: number,
): Taps {
  const scale = (to - from) / output
  const widening = Math.max(scale, 1)
  const reach = support * widening
  const stride = Math.ceil(reach) * 2 + 1
  const first = new Int32Array(output)
  const count = new Int32Array(output)
  const weights = new Int32Array(output * stride)
  const row = new Float64Array(stride)
  const narrowing = 1 / widening
  for (let position = 0; position < output; position++) {
    const center = from + (position + 0.5) * scale
    const start = Math.max(0, Math.trunc(center - reach + 0.5))
    const length = Math.min(input, Math.trunc(center + reach + 0.5)) - start
    let sum = 0
    for (let x = 0; x < length; x++) {
      row[x] = weight((x + start - center + 0.5) * narrowing)
      sum += row[x]!
    }
    for (let x = 0; x < length; x++) {
      const share = (sum === 0 ? row[x]! : row[x]! / sum) * (1 << PRECISION)
      weights[position * stride + x] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5)
    }
    first[position] = start
    count[position] = length
  }
  return { first, count, weights, stride }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI)
}

function hamming(x: number): number {
  const distance = Math.abs(x)
  if (distance === 0) return 1
  if (distance >= 1) return 0
  const angle = distance * Math.PI
  return (Math.sin(angle) / angle) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(angle))
}

/** Keys' cubic convolution with a = −0.5. */
function bicubic(x: number): number {
  const a = -0.5
  const d = Math.abs(x)
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a
  return 0
}

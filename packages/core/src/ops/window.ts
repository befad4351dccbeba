import { addDimensions, floorDivide, formatDimension } from '../tensor/dimension'
import { mistake } from '../tensor/mistake'
import { type Shape, shapeError } from '../tensor/shape'

/** How a window of `kernel` elements moves over the spatial axes. One number for each of them. */
export interface WindowAttributes {
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Elements of padding before and after. */
  readonly low: readonly number[]
  readonly high: readonly number[]
}

/** How many places a window has along each axis. */
export function windowShape(
  op: string,
  size: Shape,
  kernel: readonly number[],
  { strides, dilations, low, high }: WindowAttributes,
): Shape {
  return size.map((length, axis) => {
    const extent = dilations[axis]! * (kernel[axis]! - 1) + 1
    const room = addDimensions(length, low[axis]! + high[axis]! - extent)
    if (typeof room === 'number' && room < 0) {
      throw shapeError(
        op,
        [size, kernel],
        `the window covers ${extent} elements of an axis that has ${formatDimension(length)}, padding aside.`,
        'Use a smaller kernel or dilation, or more padding.',
      )
    }
    return addDimensions(floorDivide(room, strides[axis]!), 1)
  })
}

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[]

export interface WindowOptions {
  /** Steps between windows. Default 1 (for pooling: the kernel). */
  readonly stride?: PerAxis
  /**
   * Zeros around the input: the same on both sides of an axis, a pair [before, after] for each axis, or 'same'
   * for as many as keep the size (divided by the stride, rounded up). Default 0.
   */
  readonly padding?: 'same' | PerAxis | readonly (readonly [number, number])[]
  /** Steps between the elements of a window. Default 1. */
  readonly dilation?: PerAxis
}

/** Options as the attributes of an operation on `[batch, channels, …size]`, checked. */
export function windowAttributes(
  op: string,
  shape: Shape,
  kernel: readonly number[],
  { stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): WindowAttributes {
  if (shape.length !== kernel.length + 2 || kernel.length < 1 || kernel.length > 3) {
    throw shapeError(
      op,
      [shape, kernel],
      `a window over ${kernel.length} spatial axes needs an input of rank ${kernel.length + 2}.`,
      'Give the input the shape [batch, channels, …size] with 1, 2 or 3 sizes.',
    )
  }
  const strides = perAxis(op, 'stride', stride, kernel.length, 1)
  const dilations = perAxis(op, 'dilation', dilation, kernel.length, 1)
  const window = { strides, dilations }
  if (padding === 'same') return { ...window, ...samePadding(op, shape, kernel, window) }
  const list = typeof padding === 'number' ? kernel.map(() => padding) : padding
  const pairs = list.map((entry): readonly [number, number] =>
    typeof entry === 'number' ? [entry, entry] : entry,
  )
  return {
    ...window,
    low: perAxis(
      op,
      'padding',
      pairs.map(([low]) => low),
      kernel.length,
      0,
    ),
    high: perAxis(
      op,
      'padding',
      pairs.map(([, high]) => high),
      kernel.length,
      0,
    ),
  }
}

/** TensorFlow's rule: size / stride places, rounded up; what is odd goes to the end. */
function samePadding(
  op: string,
  shape: Shape,
  kernel: readonly number[],
  { strides, dilations }: Pick<WindowAttributes, 'strides' | 'dilations'>,
): Pick<WindowAttributes, 'low' | 'high'> {
  const totals = kernel.map((length, axis) => {
    const extent = dilations[axis]! * (length - 1) + 1
    const stride = strides[axis]!
    if (stride === 1) return extent - 1
    const size = shape[axis + 2]!
    if (typeof size !== 'number') {
      throw shapeError(
        op,
        [shape],
        `'same' depends on the size ${formatDimension(size)} where the stride is ${stride}.`,
        'Give the padding in numbers.',
      )
    }
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size)
  })
  const low = totals.map((total) => Math.floor(total / 2))
  return { low, high: totals.map((total, axis) => total - low[axis]!) }
}

/** One checked number for each axis. */
export function perAxis(
  op: string,
  name: string,
  value: PerAxis,
  axes: number,
  least: number,
): readonly number[] {
  const list = typeof value === 'number' ? Array.from({ length: axes }, () => value) : value
  if (list.length === axes && list.every((n) => Number.isInteger(n) && n >= least)) return list
  throw mistake('invalid-option', {
    what: `${op}: ${name} is ${JSON.stringify(value)}.`,
    fix: `Use a whole number from ${least} on, or ${axes} of them, one for each spatial axis.`,
  })
}

import { GraftError } from '@graftjs/base'
import { type Shape, type Signature, sizeOf } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { add, divide, multiply, subtract } from '../arithmetic'
import { broadcastTo, sum } from '../broadcast'
import { cast } from '../cast'
import { size } from '../count'
import { gather, scatterAdd } from '../indexing'
import { argMax, max } from '../reduction'
import { reshape } from '../reshape'
import { iota, literal } from '../source'
import { relu, reluOp } from '../unary'
import { type UnfoldAttributes, unfoldBy } from '../unfold'
import { type WindowAttributes, type WindowOptions, windowAttributes, windowShape } from '../window'

export interface PoolAttributes extends WindowAttributes {
  readonly kernel: readonly number[]
}

const pooled = (op: string, x: Signature, { kernel, ...window }: PoolAttributes): readonly Signature[] => [
  {
    shape: [...x.shape.slice(0, 2), ...windowShape(op, x.shape.slice(2), kernel, window)],
    dtype: floatDType(op, [x]),
  },
]

const withoutValue = ({ kernel, strides, dilations, low, high }: PoolAttributes): PoolAttributes => ({
  kernel,
  strides,
  dilations,
  low,
  high,
})

export const maxPoolOp = defineOp<'maxPool', PoolAttributes>({
  name: 'maxPool',
  infer: ([x], attributes) => pooled('maxPool', x!, attributes),
  compose: ([x], attributes) => [max(windows(x!, attributes, Number.NEGATIVE_INFINITY), { axes: 2 })],
  // Of equal elements the first one of the window gets the gradient, as in PyTorch.
  gradient: ({ inputs: [x], attributes, gradient }) => {
    const indices = apply(maxPoolIndicesOp, [x!], attributes)
    // Of few windows none is so far on.
    const apart = apartOf(attributes).map((count, axis) => {
      const places = gradient.shape[axis + 2]!
      return typeof places === 'number' ? Math.min(count, Math.max(1, places)) : count
    })
    return [apply(unpoolOp, [gradient, indices], { size: x!.shape.slice(2), apart })]
  },
})

/** How many windows further on along each axis one sees no element that this one sees. */
const apartOf = ({ kernel, strides, dilations }: PoolAttributes): readonly number[] =>
  kernel.map((length, axis) => Math.ceil((dilations[axis]! * (length - 1) + 1) / strides[axis]!))

/** Where the largest element of each window stands among all elements of x in row-major order, as int64. */
export const maxPoolIndicesOp = defineOp<'maxPoolIndices', PoolAttributes>({
  name: 'maxPoolIndices',
  infer: ([x], attributes) => [{ ...pooled('maxPoolIndices', x!, attributes)[0]!, dtype: 'int64' }],
  compose: ([x], attributes) => {
    const { kernel, strides, low } = attributes
    const tap = argMax(windows(x!, attributes, Number.NEGATIVE_INFINITY), 2)
    const along = (axis: number): Tensor =>
      reshape(
        iota(tap.shape[axis]!),
        tap.shape.map((size, i) => (i === axis ? size : 1)),
      )
    let position = add(multiply(along(0), size(x!.shape[1]!, 'int32')), along(1))
    let rest = tap
    const steps = kernel.map((_, axis) =>
      kernel.slice(axis + 1).reduce((product, length) => product * length, 1),
    )
    for (const [axis, step] of steps.entries()) {
      const start = subtract(multiply(along(axis + 2), strides[axis]!), low[axis]!)
      const at = add(start, divide(rest, step))
      rest = subtract(rest, multiply(divide(rest, step), step))
      position = add(multiply(position, size(x!.shape[axis + 2]!, 'int32')), at)
    }
    return [cast(position, 'int64')]
  },
})

export interface UnpoolAttributes {
  readonly size: Shape
  /** Places that are so far apart along some axis have different indices. 1: all of them have. */
  readonly apart: readonly number[]
}

/** Elements added up where indices (int64) say among `[batch, channels, …size]`, zeros elsewhere. */
export const unpoolOp = defineOp<'unpool', UnpoolAttributes>({
  name: 'unpool',
  infer: ([x], { size }) => [
    { shape: [...x!.shape.slice(0, 2), ...size], dtype: floatDType('unpool', [x!]) },
  ],
  compose: ([x, indices], { size }) => {
    const shape = [...x!.shape.slice(0, 2), ...size]
    const places = reshape(cast(indices!, 'int32'), [sizeOf(indices!.shape)])
    return [reshape(scatterAdd(places, reshape(x!, [sizeOf(x!.shape)]), 0, sizeOf(shape)), shape)]
  },
  gradient: ({ inputs: [, indices], gradient }) => [
    gather(reshape(gradient, [sizeOf(gradient.shape)]), cast(indices!, 'int32')),
    undefined,
  ],
})

export const averagePoolOp = defineOp<'averagePool', PoolAttributes & { countPadding: boolean }>({
  name: 'averagePool',
  infer: ([x], attributes) => pooled('averagePool', x!, attributes),
  compose: ([x], attributes) => {
    const totals = sum(windows(x!, attributes, 0), { axes: 2 })
    const padded = [...attributes.low, ...attributes.high].some((elements) => elements > 0)
    if (attributes.countPadding || !padded) {
      const taps = attributes.kernel.reduce((product, size) => product * size, 1)
      return [divide(totals, literal(taps, x!.dtype))]
    }
    const ones = broadcastTo(literal(1, x!.dtype), [1, 1, ...x!.shape.slice(2)])
    return [divide(totals, sum(windows(ones, attributes, 0), { axes: 2 }))]
  },
})

const windows = (x: Tensor, attributes: PoolAttributes, fill: number): Tensor =>
  unfoldBy(x, { ...withoutValue(attributes), fill } satisfies UnfoldAttributes)

/** The largest element of each window: `[batch, channels, …size]` → `[batch, channels, …places]`. */
export function maxPool(x: Tensor, kernel: readonly number[], options: WindowOptions = {}): Tensor {
  // The largest of numbers that are cut off at 0 is the largest cut off at 0, and there are fewer of those: also on the
  // way back, where both give a gradient to the same elements, for one that is cut off gets none.
  if (x.source.kind === 'node' && x.source.node.op === reluOp) {
    return relu(maxPool(x.source.node.inputs[0]!, kernel, options))
  }
  return apply(maxPoolOp, [x], poolAttributes('maxPool', x, kernel, options))
}

export interface AveragePoolOptions extends WindowOptions {
  /** Whether zeros of the padding count as elements. Default true, as in PyTorch. */
  readonly countPadding?: boolean
}

/** The mean of each window: `[batch, channels, …size]` → `[batch, channels, …places]`. */
export function averagePool(
  x: Tensor,
  kernel: readonly number[],
  { countPadding = true, ...options }: AveragePoolOptions = {},
): Tensor {
  const attributes = poolAttributes('averagePool', x, kernel, options)
  return apply(averagePoolOp, [x], { ...attributes, countPadding })
}

function poolAttributes(
  op: string,
  x: Tensor,
  kernel: readonly number[],
  options: WindowOptions,
): PoolAttributes {
  if (!kernel.every((size) => Number.isInteger(size) && size > 0)) {
    throw new GraftError('invalid-option', {
      what: `${op}: the kernel is [${kernel}].`,
      fix: 'Use whole numbers above 0, one for each spatial axis.',
    })
  }
  const window = windowAttributes(op, x.shape, kernel, { stride: kernel, ...options })
  const outside = kernel.findIndex(
    (size, axis) => Math.max(window.low[axis]!, window.high[axis]!) > (size - 1) * window.dilations[axis]!,
  )
  if (outside >= 0) {
    throw new GraftError('invalid-option', {
      what: `${op}: the padding of axis ${outside} is as wide as the window, which would see nothing else.`,
      fix: 'Use less padding than the kernel has elements.',
    })
  }
  return { kernel: [...kernel], ...window }
}

/** @internal Where the largest element of each window stands among all elements of x, as int64. */
export const maxPoolIndices = (x: Tensor, kernel: readonly number[], options: WindowOptions = {}): Tensor =>
  apply(maxPoolIndicesOp, [x], poolAttributes('maxPoolIndices', x, kernel, options))

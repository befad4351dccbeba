import { equalDimensions } from '../tensor/dimension'
import {
  broadcastShapes,
  equalShapes,
  normalizeAxes,
  type Shape,
  type Signature,
  shapeError,
} from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, numberDType, sameDType } from './apply'
import { checkReduceOptions, type ReduceOptions } from './reduce-options'
import { reshape } from './reshape'

export interface ReduceAttributes {
  /** Counted from the front, ascending. */
  readonly axes: readonly number[]
  readonly keepDimensions: boolean
}

/** The shape after reducing `axes`. */
export const reducedShape = (shape: Shape, { axes, keepDimensions }: ReduceAttributes): Shape =>
  keepDimensions
    ? shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension))
    : shape.filter((_, axis) => !axes.includes(axis))

export const sumOp = defineOp<'sum', ReduceAttributes>({
  name: 'sum',
  infer: ([x], attributes) => [
    { shape: reducedShape(x!.shape, attributes), dtype: numberDType('sum', [x!]) },
  ],
  gradient: ({ inputs: [x], attributes: { axes }, gradient }) => [
    broadcastTo(reshape(gradient, reducedShape(x!.shape, { axes, keepDimensions: true })), x!.shape),
  ],
})

/** Sums over `axes`. The empty sum is 0. */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  checkReduceOptions('sum', options)
  const { axes, keepDimensions = false } = options
  const normalized = normalizeAxes('sum', axes, x.shape)
  return normalized.length === 0 ? x : apply(sumOp, [x], { axes: normalized, keepDimensions })
}

export const broadcastToOp = defineOp<'broadcastTo', { shape: Shape }>({
  name: 'broadcastTo',
  infer: ([x], { shape }) => {
    if (!equalShapes(broadcastShapes('broadcastTo', x!.shape, shape), shape)) {
      throw shapeError(
        'broadcastTo',
        [x!.shape, shape],
        'the first does not broadcast to the second.',
        'Only sizes of 1 can grow.',
      )
    }
    return [{ shape, dtype: x!.dtype }]
  },
  gradient: ({ inputs: [x], gradient }) => [sumTo(gradient, x!.shape)],
})

/** Repeats `x` along axes of size 1, and along new leading axes, to fill `shape`. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  equalShapes(x.shape, shape) ? x : apply(broadcastToOp, [x], { shape })

/** Sums `x` down to `shape`: the adjoint of broadcasting, which gradients of elementwise operations need. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (equalShapes(x.shape, shape)) return x
  const lead = x.shape.length - shape.length
  const axes = x.shape.flatMap((dimension, axis) =>
    axis < lead || (shape[axis - lead] === 1 && !equalDimensions(dimension, 1)) ? [axis] : [],
  )
  return reshape(sum(x, { axes, keepDimensions: true }), shape)
}

/** The signature of elementwise arithmetic on two operands of one dtype. */
export function combined(op: string, [a, b]: readonly Signature[]): Signature {
  return { shape: broadcastShapes(op, a!.shape, b!.shape), dtype: numberDType(op, [a!, b!]) }
}

/** The signature of an elementwise operation on two operands of one dtype, bool included. */
export function elementwise(op: string, [a, b]: readonly Signature[]): Signature {
  return { shape: broadcastShapes(op, a!.shape, b!.shape), dtype: sameDType(op, [a!, b!]) }
}

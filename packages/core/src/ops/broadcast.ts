import { equalDimensions } from '../tensor/dimension'
import { broadcastShapes, equalShapes, normalizeAxes, type Shape, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, sameDType } from './apply'
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
  infer: ([x], attributes) => [{ shape: reducedShape(x!.shape, attributes), dtype: x!.dtype }],
  gradient: ({ inputs: [x], attributes: { axes }, gradient }) => [
    broadcastTo(reshape(gradient, reducedShape(x!.shape, { axes, keepDimensions: true })), x!.shape),
  ],
})

/** Options of a reduction: which axes (default: all), and whether they stay with size 1 (default: no). */
export interface ReduceOptions {
  readonly axes?: number | readonly number[] | undefined
  readonly keepDimensions?: boolean | undefined
}

/** Sums over `axes`. The empty sum is 0. */
export function sum(x: Tensor, { axes, keepDimensions = false }: ReduceOptions = {}): Tensor {
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

/** The signature of an elementwise operation on two operands of one dtype. */
export function elementwise(op: string, [a, b]: readonly { shape: Shape; dtype: Tensor['dtype'] }[]) {
  return { shape: broadcastShapes(op, a!.shape, b!.shape), dtype: sameDType(op, [a!, b!]) }
}

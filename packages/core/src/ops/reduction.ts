import { normalizeAxes, normalizeAxis, type Shape, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'
import { divide, multiply } from './arithmetic'
import { type ReduceAttributes, type ReduceOptions, reducedShape, sum } from './broadcast'
import { cast } from './cast'
import { equal } from './comparison'
import { count } from './count'
import { reshape } from './reshape'

function assertNotEmpty(op: string, shape: Shape, axes: readonly number[]): void {
  if (!axes.some((axis) => shape[axis] === 0)) return
  throw shapeError(
    op,
    [shape],
    'an empty axis has no largest element.',
    'Reduce another axis, or make sure that there is at least one element.',
  )
}

export const maxOp = defineOp<'max', ReduceAttributes>({
  name: 'max',
  infer: ([x], attributes) => {
    assertNotEmpty('max', x!.shape, attributes.axes)
    return [{ shape: reducedShape(x!.shape, attributes), dtype: x!.dtype }]
  },
  // Ties share the gradient evenly, as in PyTorch's amax and JAX.
  gradient: ({ inputs: [x], outputs: [y], attributes: { axes }, gradient }) => {
    const kept = reducedShape(x!.shape, { axes, keepDimensions: true })
    const chosen = cast(equal(x!, reshape(y!, kept)), gradient.dtype)
    const share = divide(chosen, sum(chosen, { axes, keepDimensions: true }))
    return [multiply(share, reshape(gradient, kept))]
  },
})

/** The largest element over `axes`. */
export function max(x: Tensor, { axes, keepDimensions = false }: ReduceOptions = {}): Tensor {
  const normalized = normalizeAxes('max', axes, x.shape)
  return normalized.length === 0 ? x : apply(maxOp, [x], { axes: normalized, keepDimensions })
}

export const argMaxOp = defineOp<'argMax', { axis: number; keepDimensions: boolean }>({
  name: 'argMax',
  infer: ([x], { axis, keepDimensions }) => {
    assertNotEmpty('argMax', x!.shape, [axis])
    return [{ shape: reducedShape(x!.shape, { axes: [axis], keepDimensions }), dtype: 'int32' }]
  },
})

/** The index of the largest element along `axis` (the first one of several), as int32. */
export function argMax(x: Tensor, axis = -1, keepDimensions = false): Tensor {
  return apply(argMaxOp, [x], { axis: normalizeAxis('argMax', axis, x.shape), keepDimensions })
}

/** The mean over `axes`. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const axes = normalizeAxes('mean', options.axes, x.shape)
  return divide(sum(x, { ...options, axes }), count(x, axes))
}

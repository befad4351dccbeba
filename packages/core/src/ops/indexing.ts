import type { Dimension } from '../tensor/dimension'
import { type DType, integerRange } from '../tensor/dtype'
import { mistake } from '../tensor/mistake'
import { assertHasShape, equalShapes, normalizeAxis, type Signature, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'
import { cast } from './cast'
import { equal } from './comparison'
import { expandDimensions } from './layout'
import { iota } from './source'

export function assertIndices(op: string, { dtype }: Signature): void {
  if (dtype === 'int32') return
  throw mistake('dtype-mismatch', {
    what: `${op}: the indices are ${dtype}, not int32.`,
    fix: "Convert them: indices.cast('int32').",
  })
}

export const gatherOp = defineOp<'gather', { axis: number }>({
  name: 'gather',
  infer: ([x, indices], { axis }) => {
    assertIndices('gather', indices!)
    return [
      {
        shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)],
        dtype: x!.dtype,
      },
    ]
  },
  gradient: ({ inputs: [x, indices], attributes: { axis }, gradient }) => [
    scatterAdd(indices!, gradient, axis, x!.shape[axis]!),
    undefined,
  ],
})

/**
 * The slices of `x` along `axis` at `indices` (int32, any shape, which takes the axis's place). Negative indices count
 * from the end, as in NumPy.
 */
export const gather = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  apply(gatherOp, [x, indices], { axis: normalizeAxis('gather', axis, x.shape) })

export const scatterAddOp = defineOp<'scatterAdd', { axis: number; size: Dimension }>({
  name: 'scatterAdd',
  infer: ([indices, updates], { axis, size }) => {
    assertIndices('scatterAdd', indices!)
    const [end, places] = [axis + indices!.shape.length, indices!.shape]
    if (!equalShapes(updates!.shape.slice(axis, end), places)) {
      throw shapeError(
        'scatterAdd',
        [places, updates!.shape],
        `the updates do not have the shape of the indices from axis ${axis} on.`,
        'Give the updates one slice for each index.',
      )
    }
    const after = updates!.shape.slice(end)
    return [{ shape: [...updates!.shape.slice(0, axis), size, ...after], dtype: updates!.dtype }]
  },
  gradient: ({ inputs: [indices], attributes: { axis }, gradient }) => [
    undefined,
    gather(gradient, indices!, axis),
  ],
})

/** Zeros with `size` slices along `axis`, onto which the slices of `updates` are added at `indices` (negative ones from the end): gather's adjoint. */
export const scatterAdd = (indices: Tensor, updates: Tensor, axis: number, size: Dimension): Tensor =>
  apply(scatterAddOp, [indices, updates], { axis, size })

/** 1 at the index along a new last axis of `classes`, 0 elsewhere. */
export function oneHot(indices: Tensor, classes: Dimension, dtype: DType = 'float32'): Tensor {
  assertHasShape('oneHot', indices.shape)
  if (!integerRange(indices.dtype)) assertIndices('oneHot', indices)
  return cast(equal(expandDimensions(indices, -1), iota(classes, indices.dtype)), dtype)
}

import type { Dimension } from '../tensor/dimension'
import { equalShapes, normalizeAxis, type Shape, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'
import { assertIndices } from './indexing'

const others = (shape: Shape, axis: number): Shape => shape.filter((_, at) => at !== axis)

export const takeAlongOp = defineOp<'takeAlong', { axis: number }>({
  name: 'takeAlong',
  infer: ([x, indices], { axis }) => {
    assertIndices('takeAlong', indices!)
    const sameRank = x!.shape.length === indices!.shape.length
    if (!sameRank || !equalShapes(others(x!.shape, axis), others(indices!.shape, axis))) {
      throw shapeError(
        'takeAlong',
        [x!.shape, indices!.shape],
        `the indices differ outside axis ${axis}.`,
        'Give the indices the shape of the tensor, but for that axis.',
      )
    }
    return [{ shape: indices!.shape, dtype: x!.dtype }]
  },
  gradient: ({ inputs: [x, indices], attributes: { axis }, gradient }) => [
    scatterAddAlong(indices!, gradient, axis, x!.shape[axis]!),
    undefined,
  ],
})

/**
 * `result[i, j] = x[indices[i, j], j]` for axis 0, and so on: NumPy's `take_along_axis`, PyTorch's `gather`.
 * The indices are int32 and have x's shape outside `axis`; negative ones count from the end.
 */
export const takeAlong = (x: Tensor, indices: Tensor, axis = -1): Tensor =>
  apply(takeAlongOp, [x, indices], { axis: normalizeAxis('takeAlong', axis, x.shape) })

export const scatterAddAlongOp = defineOp<'scatterAddAlong', { axis: number; size: Dimension }>({
  name: 'scatterAddAlong',
  infer: ([indices, updates], { axis, size }) => {
    assertIndices('scatterAddAlong', indices!)
    if (!equalShapes(indices!.shape, updates!.shape)) {
      throw shapeError(
        'scatterAddAlong',
        [indices!.shape, updates!.shape],
        'the updates do not have the shape of the indices.',
        'Give every index one update.',
      )
    }
    return [{ shape: updates!.shape.map((d, at) => (at === axis ? size : d)), dtype: updates!.dtype }]
  },
  gradient: ({ inputs: [indices], attributes: { axis }, gradient }) => [
    undefined,
    takeAlong(gradient, indices!, axis),
  ],
})

/**
 * Zeros with `size` elements along `axis`, onto which each update is added at its index: takeAlong's adjoint,
 * PyTorch's `scatter_add`. Equal indices add up.
 */
export const scatterAddAlong = (indices: Tensor, updates: Tensor, axis: number, size: Dimension): Tensor =>
  apply(scatterAddAlongOp, [indices, updates], {
    axis: normalizeAxis('scatterAddAlong', axis, updates.shape),
    size,
  })

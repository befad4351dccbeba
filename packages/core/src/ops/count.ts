import type { Dimension } from '../tensor/dimension'
import type { DType } from '../tensor/dtype'
import { sizeOf } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'
import { literal } from './source'

export const dimensionOp = defineOp<'dimension', { size: Dimension; dtype: DType }>({
  name: 'dimension',
  infer: (_, { dtype }) => [{ shape: [], dtype }],
})

/** A size as a scalar; symbolic sizes are read at run time. */
export const size = (dimension: Dimension, dtype: DType): Tensor =>
  typeof dimension === 'number'
    ? literal(dimension, dtype)
    : apply(dimensionOp, [], { size: dimension, dtype })

/** How many elements `axes` of `x` hold together, as a scalar of x's dtype. */
export const count = (x: Tensor, axes: readonly number[]): Tensor =>
  size(sizeOf(axes.map((axis) => x.shape[axis]!)), x.dtype)

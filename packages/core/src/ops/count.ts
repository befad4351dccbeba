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

/** How many elements `axes` of `x` hold together, as a scalar of x's dtype; symbolic sizes are read at run time. */
export function count(x: Tensor, axes: readonly number[]): Tensor {
  const size = sizeOf(axes.map((axis) => x.shape[axis]!))
  return typeof size === 'number' ? literal(size, x.dtype) : apply(dimensionOp, [], { size, dtype: x.dtype })
}

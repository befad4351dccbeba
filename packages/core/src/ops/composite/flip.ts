import { subtractDimensions } from '../../tensor/dimension'
import { normalizeAxis } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp } from '../apply'
import { subtract } from '../arithmetic'
import { size } from '../count'
import { gather } from '../indexing'
import { iota } from '../source'

export const flipOp = defineOp<'flip', { axis: number }>({
  name: 'flip',
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  compose: ([x], { axis }) => {
    const length = x!.shape[axis]!
    return [gather(x!, subtract(size(subtractDimensions(length, 1), 'int32'), iota(length)), axis)]
  },
  gradient: ({ attributes: { axis }, gradient }) => [flip(gradient, axis)],
})

/** The elements along an axis in reverse order. */
export const flip = (x: Tensor, axis = -1): Tensor =>
  apply(flipOp, [x], { axis: normalizeAxis('flip', axis, x.shape) })

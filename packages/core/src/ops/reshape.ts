import { equalShapes, resolveReshape, type Shape } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'

export const reshapeOp = defineOp<'reshape', { shape: Shape }>({
  name: 'reshape',
  infer: ([x], { shape }) => [{ shape, dtype: x!.dtype }],
  gradient: ({ inputs: [x], gradient }) => [reshape(gradient, x!.shape)],
})

/** The same elements in another shape; one size may be -1 and is worked out. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const resolved = resolveReshape(x.shape, shape)
  return equalShapes(x.shape, resolved) ? x : apply(reshapeOp, [x], { shape: resolved })
}

import { assertDType, type DType, isFloat } from '../tensor/dtype'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp } from './apply'

export const castOp = defineOp<'cast', { dtype: DType }>({
  name: 'cast',
  infer: ([x], { dtype }) => [{ shape: x!.shape, dtype }],
  gradient: ({ inputs: [x], gradient }) => [isFloat(x!.dtype) ? cast(gradient, x!.dtype) : undefined],
})

/** The same numbers in another dtype. Fractions are cut towards zero; bool is 0 and 1. */
export function cast(x: Tensor, dtype: DType): Tensor {
  assertDType(dtype)
  return x.dtype === dtype ? x : apply(castOp, [x], { dtype })
}

/** Passes its operand on under a new name, so that a transform can tell an argument from what it was made of. */
export const identityOp = defineOp({
  name: 'identity',
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
  gradient: ({ gradient }) => [gradient],
})

export const identity = (x: Tensor): Tensor => apply(identityOp, [x], {})

export const stopGradientOp = defineOp({
  name: 'stopGradient',
  infer: ([x]) => [{ shape: x!.shape, dtype: x!.dtype }],
})

/** `x`, held constant for every gradient taken through it. */
export const stopGradient = (x: Tensor): Tensor => apply(stopGradientOp, [x], {})

import type { Signature } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType, sameDType } from './apply'
import { divide, multiply, negate, subtract } from './arithmetic'
import { cast } from './cast'
import { greater } from './comparison'

const float = (op: string, [x]: readonly Signature[]): readonly Signature[] => [
  { shape: x!.shape, dtype: floatDType(op, [x!]) },
]

export const expOp = defineOp({
  name: 'exp',
  infer: (inputs) => float('exp', inputs),
  gradient: ({ outputs: [y], gradient }) => [multiply(gradient, y!)],
})

export const logOp = defineOp({
  name: 'log',
  infer: (inputs) => float('log', inputs),
  gradient: ({ inputs: [x], gradient }) => [divide(gradient, x!)],
})

export const sqrtOp = defineOp({
  name: 'sqrt',
  infer: (inputs) => float('sqrt', inputs),
  gradient: ({ outputs: [y], gradient }) => [divide(multiply(gradient, 0.5), y!)],
})

export const tanhOp = defineOp({
  name: 'tanh',
  infer: (inputs) => float('tanh', inputs),
  gradient: ({ outputs: [y], gradient }) => [multiply(gradient, subtract(1, multiply(y!, y!)))],
})

export const sigmoidOp = defineOp({
  name: 'sigmoid',
  infer: (inputs) => float('sigmoid', inputs),
  gradient: ({ outputs: [y], gradient }) => [multiply(gradient, multiply(y!, subtract(1, y!)))],
})

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI)

export const erfOp = defineOp({
  name: 'erf',
  infer: (inputs) => float('erf', inputs),
  gradient: ({ inputs: [x], gradient }) => [
    multiply(gradient, multiply(exp(negate(multiply(x!, x!))), TWO_OVER_ROOT_PI)),
  ],
})

export const absOp = defineOp({
  name: 'abs',
  infer: ([x]) => [{ shape: x!.shape, dtype: sameDType('abs', [x!]) }],
  gradient: ({ inputs: [x], gradient }) => [multiply(gradient, sign(x!))],
})

export const signOp = defineOp({
  name: 'sign',
  infer: ([x]) => [{ shape: x!.shape, dtype: sameDType('sign', [x!]) }],
})

/** eˣ */
export const exp = (x: Tensor): Tensor => apply(expOp, [x], {})
/** The natural logarithm. */
export const log = (x: Tensor): Tensor => apply(logOp, [x], {})
/** √x */
export const sqrt = (x: Tensor): Tensor => apply(sqrtOp, [x], {})
/** The hyperbolic tangent. */
export const tanh = (x: Tensor): Tensor => apply(tanhOp, [x], {})
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = (x: Tensor): Tensor => apply(sigmoidOp, [x], {})
/** The error function. */
export const erf = (x: Tensor): Tensor => apply(erfOp, [x], {})
/** |x|; the gradient at 0 is 0. */
export const abs = (x: Tensor): Tensor => apply(absOp, [x], {})
/** −1, 0 or 1; its gradient is 0. */
export const sign = (x: Tensor): Tensor => apply(signOp, [x], {})

export const reluOp = defineOp({
  name: 'relu',
  infer: (inputs) => float('relu', inputs),
  gradient: ({ inputs: [x], gradient }) => [multiply(gradient, cast(greater(x!, 0), gradient.dtype))],
})

/** max(x, 0); the gradient at 0 is 0. */
export const relu = (x: Tensor): Tensor => apply(reluOp, [x], {})

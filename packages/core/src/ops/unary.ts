import type { Signature } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType, numberDType } from './apply'
import { add, divide, multiply, negate, subtract } from './arithmetic'
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
  infer: ([x]) => [{ shape: x!.shape, dtype: numberDType('abs', [x!]) }],
  gradient: ({ inputs: [x], gradient }) => [multiply(gradient, sign(x!))],
})

export const signOp = defineOp({
  name: 'sign',
  infer: ([x]) => [{ shape: x!.shape, dtype: numberDType('sign', [x!]) }],
})

export const sinOp = defineOp({
  name: 'sin',
  infer: (inputs) => float('sin', inputs),
  gradient: ({ inputs: [x], gradient }) => [multiply(gradient, cos(x!))],
})

export const cosOp = defineOp({
  name: 'cos',
  infer: (inputs) => float('cos', inputs),
  gradient: ({ inputs: [x], gradient }) => [negate(multiply(gradient, sin(x!)))],
})

export const asinOp = defineOp({
  name: 'asin',
  infer: (inputs) => float('asin', inputs),
  gradient: ({ inputs: [x], gradient }) => [divide(gradient, sqrt(subtract(1, multiply(x!, x!))))],
})

export const acosOp = defineOp({
  name: 'acos',
  infer: (inputs) => float('acos', inputs),
  gradient: ({ inputs: [x], gradient }) => [negate(divide(gradient, sqrt(subtract(1, multiply(x!, x!)))))],
})

export const atanOp = defineOp({
  name: 'atan',
  infer: (inputs) => float('atan', inputs),
  gradient: ({ inputs: [x], gradient }) => [divide(gradient, add(multiply(x!, x!), 1))],
})

export const floorOp = defineOp({ name: 'floor', infer: (inputs) => float('floor', inputs) })
export const ceilOp = defineOp({ name: 'ceil', infer: (inputs) => float('ceil', inputs) })
export const roundOp = defineOp({ name: 'round', infer: (inputs) => float('round', inputs) })

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

/** The sine of an angle in radians. */
export const sin = (x: Tensor): Tensor => apply(sinOp, [x], {})
/** The cosine of an angle in radians. */
export const cos = (x: Tensor): Tensor => apply(cosOp, [x], {})
/** The angle in radians, −π/2 to π/2, whose sine is x. */
export const asin = (x: Tensor): Tensor => apply(asinOp, [x], {})
/** The angle in radians, 0 to π, whose cosine is x. */
export const acos = (x: Tensor): Tensor => apply(acosOp, [x], {})
/** The angle in radians, −π/2 to π/2, whose tangent is x. */
export const atan = (x: Tensor): Tensor => apply(atanOp, [x], {})
/** The largest whole number that is not above x; its gradient is 0. */
export const floor = (x: Tensor): Tensor => apply(floorOp, [x], {})
/** The smallest whole number that is not below x; its gradient is 0. */
export const ceil = (x: Tensor): Tensor => apply(ceilOp, [x], {})
/** The nearest whole number, halves to the even one, as NumPy and IEEE 754 round; its gradient is 0. */
export const round = (x: Tensor): Tensor => apply(roundOp, [x], {})
/** x² */
export const square = (x: Tensor): Tensor => multiply(x, x)
/** 1 / x */
export const reciprocal = (x: Tensor): Tensor => divide(1, x)
/** 1 / √x */
export const rsqrt = (x: Tensor): Tensor => reciprocal(sqrt(x))
/** The tangent of an angle in radians. */
export const tan = (x: Tensor): Tensor => divide(sin(x), cos(x))

export const reluOp = defineOp({
  name: 'relu',
  infer: (inputs) => float('relu', inputs),
  // By the result alone, so that x need not be kept.
  gradient: ({ outputs: [y], gradient }) => [multiply(gradient, cast(greater(y!, 0), gradient.dtype))],
})

/** max(x, 0); the gradient at 0 is 0. */
export const relu = (x: Tensor): Tensor => apply(reluOp, [x], {})

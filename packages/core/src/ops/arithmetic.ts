import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType, sameDType } from './apply'
import { elementwise, sumTo } from './broadcast'
import { equal, where } from './comparison'
import { asTensor, literalValue } from './source'
import { floor, log } from './unary'

export const addOp = defineOp({
  name: 'add',
  infer: (inputs) => [elementwise('add', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [sumTo(gradient, a!.shape), sumTo(gradient, b!.shape)],
})

export const subtractOp = defineOp({
  name: 'subtract',
  infer: (inputs) => [elementwise('subtract', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [sumTo(gradient, a!.shape), sumTo(negate(gradient), b!.shape)],
})

export const multiplyOp = defineOp({
  name: 'multiply',
  infer: (inputs) => [elementwise('multiply', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [
    sumTo(multiply(gradient, b!), a!.shape),
    sumTo(multiply(gradient, a!), b!.shape),
  ],
})

export const divideOp = defineOp({
  name: 'divide',
  infer: (inputs) => [elementwise('divide', inputs)],
  gradient: ({ inputs: [a, b], outputs: [quotient], gradient }) => [
    sumTo(divide(gradient, b!), a!.shape),
    sumTo(negate(divide(multiply(gradient, quotient!), b!)), b!.shape),
  ],
})

export const negateOp = defineOp({
  name: 'negate',
  infer: ([x]) => [{ shape: x!.shape, dtype: sameDType('negate', [x!]) }],
  gradient: ({ gradient }) => [negate(gradient)],
})

export const powerOp = defineOp({
  name: 'power',
  infer: (inputs) => {
    floatDType('power', inputs)
    return [elementwise('power', inputs)]
  },
  gradient: ({ inputs: [a, b], outputs: [y], gradient }) => {
    // Where the exponent is 0 the slope is 0, even at a = 0; where a = 0 the result does not move with b.
    const slope = multiply(b!, power(a!, where(equal(b!, 0), asTensor(1, b!), subtract(b!, 1))))
    const logarithm = log(where(equal(a!, 0), asTensor(1, a!), a!))
    return [
      sumTo(multiply(gradient, slope), a!.shape),
      sumTo(multiply(gradient, multiply(y!, logarithm)), b!.shape),
    ]
  },
})

export const moduloOp = defineOp({
  name: 'modulo',
  infer: (inputs) => [elementwise('modulo', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [
    sumTo(gradient, a!.shape),
    sumTo(negate(multiply(gradient, floor(divide(a!, b!)))), b!.shape),
  ],
})

/** A tensor, or a number that takes the dtype of the tensor beside it. */
export type Operand = Tensor | number

function pair(a: Operand, b: Operand): readonly [Tensor, Tensor] {
  if (typeof a === 'number') {
    if (typeof b === 'number') throw new TypeError('at least one operand must be a tensor')
    return [asTensor(a, b), b]
  }
  return [a, asTensor(b, a)]
}

/** `a + b`, broadcast. */
export function add(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  if (literalValue(right) === 0) return left
  if (literalValue(left) === 0) return right
  return apply(addOp, [left, right], {})
}

/** `a − b`, broadcast. */
export function subtract(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  return literalValue(right) === 0 ? left : apply(subtractOp, [left, right], {})
}

/** `a · b`, element by element, broadcast. */
export function multiply(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  if (literalValue(right) === 1) return left
  if (literalValue(left) === 1) return right
  return apply(multiplyOp, [left, right], {})
}

/** `a / b`, broadcast. Whole numbers divide towards zero. */
export function divide(a: Operand, b: Operand): Tensor {
  const [left, right] = pair(a, b)
  return literalValue(right) === 1 ? left : apply(divideOp, [left, right], {})
}

/** `−x` */
export const negate = (x: Tensor): Tensor => apply(negateOp, [x], {})

/** `a` to the power `b`, broadcast. Whole exponents that are numbers become products. */
export function power(a: Operand, b: Operand): Tensor {
  if (typeof a !== 'number') {
    if (b === 1) return a
    if (b === 2) return multiply(a, a)
  }
  return apply(powerOp, [...pair(a, b)], {})
}

/** The remainder of `a / b` with the sign of `b`, broadcast: NumPy's and Python's `%`, PyTorch's `remainder`. */
export const modulo = (a: Operand, b: Operand): Tensor => apply(moduloOp, [...pair(a, b)], {})

import type { Tensor } from '../tensor/tensor'
import { apply, defineOp, floatDType } from './apply'
import { divide, multiply, negate, type Operand, pair, subtract } from './arithmetic'
import { combined, sumTo } from './broadcast'
import { equal, where } from './comparison'
import { asTensor } from './source'
import { floor, log } from './unary'

export const powerOp = defineOp({
  name: 'power',
  infer: (inputs) => {
    floatDType('power', inputs)
    return [combined('power', inputs)]
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
  infer: (inputs) => [combined('modulo', inputs)],
  gradient: ({ inputs: [a, b], gradient }) => [
    sumTo(gradient, a!.shape),
    sumTo(negate(multiply(gradient, floor(divide(a!, b!)))), b!.shape),
  ],
})

/** `a` to the power `b`, broadcast. Whole exponents that are numbers become products. */
export function power(a: Operand, b: Operand): Tensor {
  if (typeof a !== 'number') {
    if (b === 1) return a
    if (b === 2) return multiply(a, a)
  }
  return apply(powerOp, [...pair('power', a, b)], {})
}

/** The remainder of `a / b` with the sign of `b`, broadcast: NumPy's and Python's `%`, PyTorch's `remainder`. */
export const modulo = (a: Operand, b: Operand): Tensor => apply(moduloOp, [...pair('modulo', a, b)], {})

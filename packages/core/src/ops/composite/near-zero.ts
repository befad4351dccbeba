import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { add, divide, multiply, negate, subtract } from '../arithmetic'
import { equal, lessEqual, maximum, where } from '../comparison'
import { literal } from '../source'
import { abs, exp, log, sigmoid } from '../unary'

const one = (x: Tensor): Tensor => literal(1, x.dtype)

// What 1 + x loses of a small x is divided out again (Kahan's trick; Higham, Accuracy and Stability, §1.14).
export const log1pOp = defineOp({
  name: 'log1p',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('log1p', [x!]) }],
  compose: ([x]) => {
    const sum = add(x!, 1)
    const lost = equal(sum, 1)
    const infinite = equal(sum, Number.POSITIVE_INFINITY)
    const ratio = divide(x!, where(lost, one(x!), subtract(sum, 1)))
    return [where(lost, x!, where(infinite, sum, multiply(log(sum), ratio)))]
  },
  gradient: ({ inputs: [x], gradient }) => [divide(gradient, add(x!, 1))],
})

export const expm1Op = defineOp({
  name: 'expm1',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('expm1', [x!]) }],
  compose: ([x]) => {
    const power = exp(x!)
    const less = subtract(power, 1)
    // At 1 and beside it Kahan's quotient; elsewhere, where nothing is lost, 1 in its place.
    const near = lessEqual(abs(x!), 1)
    const logarithm = log(where(near, power, literal(2, x!.dtype)))
    const ratio = divide(x!, where(equal(logarithm, 0), one(x!), logarithm))
    return [where(equal(power, 1), x!, where(near, multiply(less, ratio), less))]
  },
  gradient: ({ outputs: [y], gradient }) => [multiply(gradient, add(y!, 1))],
})

export const softplusOp = defineOp({
  name: 'softplus',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('softplus', [x!]) }],
  compose: ([x]) => [add(maximum(x!, 0), log1p(exp(negate(abs(x!)))))],
  gradient: ({ inputs: [x], gradient }) => [multiply(gradient, sigmoid(x!))],
})

/** log(1 + x), exact where x is small. */
export const log1p = (x: Tensor): Tensor => apply(log1pOp, [x], {})
/** eˣ − 1, exact where x is small. */
export const expm1 = (x: Tensor): Tensor => apply(expm1Op, [x], {})
/** log(1 + eˣ), without overflow: a smooth maximum of x and 0. */
export const softplus = (x: Tensor): Tensor => apply(softplusOp, [x], {})

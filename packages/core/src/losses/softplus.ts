import { add, multiply, negate } from '../ops/arithmetic'
import { maximum } from '../ops/comparison'
import { abs, exp, log, sigmoid } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { customGradient } from '../transform/custom-gradient'

/** log(1 + eˣ), without overflow; its gradient is the sigmoid, at 0 too, where the parts have none. */
export const softplus: (x: Tensor) => Tensor = customGradient(
  (x: Tensor) => add(maximum(x, 0), log(add(exp(negate(abs(x))), 1))),
  ({ inputs: [x], gradient }) => [multiply(gradient, sigmoid(x!))],
)

import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { add, multiply } from '../arithmetic'
import { erf, exp } from '../unary'

/** Φ(x), the distribution function of the standard normal. */
const normalDistribution = (x: Tensor): Tensor => multiply(add(erf(multiply(x, Math.SQRT1_2)), 1), 0.5)

/** φ(x), its density. */
const normalDensity = (x: Tensor): Tensor =>
  multiply(exp(multiply(multiply(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI))

export const geluOp = defineOp({
  name: 'gelu',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('gelu', [x!]) }],
  compose: ([x]) => [multiply(x!, normalDistribution(x!))],
  gradient: ({ inputs: [x], gradient }) => [
    multiply(gradient, add(normalDistribution(x!), multiply(x!, normalDensity(x!)))),
  ],
})

/** x·Φ(x), the Gaussian error linear unit (Hendrycks and Gimpel, arXiv:1606.08415), exact. */
export const gelu = (x: Tensor): Tensor => apply(geluOp, [x], {})

import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { add, multiply, subtract } from '../arithmetic'
import { erf, exp } from '../unary'

/** Φ(x), the distribution function of the standard normal. */
const normalDistribution = (x: Tensor): Tensor => multiply(add(erf(multiply(x, Math.SQRT1_2)), 1), 0.5)

export const geluOp = defineOp({
  name: 'gelu',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('gelu', [x!]) }],
  compose: ([x]) => [multiply(x!, normalDistribution(x!))],
  // Φ(x) + x φ(x) = ½ (1 + erf u + u e^(ln(2/√π) − u²)) with u = x / √2: three passes fewer than term by term.
  // The ½ goes onto the gradient, where an engine can fold it into the product that made it.
  gradient: ({ inputs: [x], gradient }) => {
    const u = multiply(x!, Math.SQRT1_2)
    const bump = multiply(u, exp(subtract(Math.log(2 / Math.sqrt(Math.PI)), multiply(u, u))))
    return [multiply(multiply(gradient, 0.5), add(add(erf(u), bump), 1))]
  },
})

/** x·Φ(x), the Gaussian error linear unit (Hendrycks and Gimpel, arXiv:1606.08415), exact. */
export const gelu = (x: Tensor): Tensor => apply(geluOp, [x], {})

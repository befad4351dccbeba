import { normalizeAxis } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { add, divide, multiply, subtract } from '../arithmetic'
import { sum } from '../broadcast'
import { stopGradient } from '../cast'
import { max } from '../reduction'
import { exp, log } from '../unary'

export const softmaxOp = defineOp<'softmax', { axis: number }>({
  name: 'softmax',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('softmax', [x!]) }],
  compose: ([x], { axis }) => {
    const powers = exp(subtract(x!, stopGradient(max(x!, { axes: axis, keepDimensions: true }))))
    return [divide(powers, sum(powers, { axes: axis, keepDimensions: true }))]
  },
  gradient: ({ outputs: [y], attributes: { axis }, gradient }) => [
    multiply(y!, subtract(gradient, sum(multiply(gradient, y!), { axes: axis, keepDimensions: true }))),
  ],
})

/** eˣ / Σ eˣ along `axis`. */
export const softmax = (x: Tensor, axis = -1): Tensor =>
  apply(softmaxOp, [x], { axis: normalizeAxis('softmax', axis, x.shape) })

export const logSoftmaxOp = defineOp<'logSoftmax', { axis: number }>({
  name: 'logSoftmax',
  infer: ([x]) => [{ shape: x!.shape, dtype: floatDType('logSoftmax', [x!]) }],
  compose: ([x], { axis }) => [subtract(x!, logSumExp(x!, axis, true))],
  gradient: ({ outputs: [y], attributes: { axis }, gradient }) => [
    subtract(gradient, multiply(exp(y!), sum(gradient, { axes: axis, keepDimensions: true }))),
  ],
})

/** log softmax(x) along `axis`, without the overflow of computing it in two steps. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  apply(logSoftmaxOp, [x], { axis: normalizeAxis('logSoftmax', axis, x.shape) })

/** log Σ eˣ along `axis`, without overflow. */
export function logSumExp(x: Tensor, axis = -1, keepDimensions = false): Tensor {
  const largest = stopGradient(max(x, { axes: axis, keepDimensions: true }))
  const total = log(sum(exp(subtract(x, largest)), { axes: axis, keepDimensions: true }))
  const result = add(total, largest)
  return keepDimensions ? result : sum(result, { axes: axis })
}

import type { Tensor } from '../../tensor/tensor'
import { apply, defineOp, floatDType } from '../apply'
import { multiply } from '../arithmetic'
import { sum } from '../broadcast'

export const sumOfSquaresOp = defineOp({
  name: 'sumOfSquares',
  infer: ([x]) => [{ shape: [], dtype: floatDType('sumOfSquares', [x!]) }],
  compose: ([x]) => [sum(multiply(x!, x!))],
})

/** Σ x², over all elements. */
export const sumOfSquares = (x: Tensor): Tensor => apply(sumOfSquaresOp, [x], {})

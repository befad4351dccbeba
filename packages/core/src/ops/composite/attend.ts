import { equalShapes, shapeError } from '../../tensor/shape'
import type { Tensor } from '../../tensor/tensor'
import { applyAll, defineOp, floatDType } from '../apply'
import { add, multiply, subtract } from '../arithmetic'
import { sum } from '../broadcast'
import { matmul, matmulOp } from '../matmul'
import { softmax } from './softmax'

/** Inputs scores `[…, q, k]`, values `[…, k, d]` and, with dropout, a mask `[…, q, k]`; results `[…, q, d]` and the weights. */
export const attendOp = defineOp({
  name: 'attend',
  infer: ([scores, values, mask]) => {
    const dtype = floatDType('attend', mask ? [scores!, values!, mask] : [scores!, values!])
    if (mask && !equalShapes(mask.shape, scores!.shape)) {
      throw shapeError(
        'attend',
        [scores!.shape, mask.shape],
        'the mask does not fit the scores.',
        'Give it their shape.',
      )
    }
    if (!equalShapes(scores!.shape.slice(0, -2), values!.shape.slice(0, -2))) {
      throw shapeError(
        'attend',
        [scores!.shape, values!.shape],
        'the leading axes differ.',
        'Make all but the last two axes equal.',
      )
    }
    const product = { transposeA: false, transposeB: false }
    return [...matmulOp.infer([scores!, values!], product), { shape: scores!.shape, dtype }]
  },
  compose: ([scores, values, mask]) => {
    const weights = softmax(scores!)
    return [matmul(mask ? multiply(weights, mask) : weights, values!), weights]
  },
  // Σ weights · (gradient of the weights) along a row is Σ result · (its gradient), over d instead of k elements.
  gradient: ({ inputs: [, values, mask], outputs: [result, weights], gradients: [towards, extra] }) => {
    const last = { axes: -1, keepDimensions: true }
    let pulls: Tensor | undefined
    let total: Tensor | undefined
    if (towards) {
      const kept = matmul(towards, values!, { transposeB: true })
      pulls = mask ? multiply(kept, mask) : kept
      total = sum(multiply(towards, result!), last)
    }
    if (extra) {
      const own = sum(multiply(weights!, extra), last)
      pulls = pulls ? add(pulls, extra) : extra
      total = total ? add(total, own) : own
    }
    return [
      pulls && total && multiply(weights!, subtract(pulls, total)),
      towards && matmul(mask ? multiply(weights!, mask) : weights!, towards, { transposeA: true }),
      towards && mask && multiply(weights!, matmul(towards, values!, { transposeB: true })),
    ]
  },
})

/**
 * softmax(scores) · values over the last two axes, `[…, q, k] × […, k, d] → […, q, d]`; a mask multiplies the
 * weights (dropout). Leading axes are equal. One operation, because its gradient needs less than its parts' would.
 */
export const attend = (scores: Tensor, values: Tensor, mask?: Tensor): Tensor =>
  applyAll(attendOp, mask ? [scores, values, mask] : [scores, values], {})[0]!

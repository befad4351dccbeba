import { cumulativeSum, customGradient, greater, iota, relu, sort, type Tensor, where } from '@graftjs/core'

/**
 * Scores to probabilities along the last axis, many of them exactly 0 (Martins and Astudillo, arXiv:1602.02068): the
 * point of the simplex that is nearest to the scores. `[…, classes]` to the same.
 *
 * This is all that a new operation takes: it is composed of others, so every engine runs it, and its gradient follows.
 */
export function sparsemax(scores: Tensor): Tensor {
  const descending = sort(scores, { largest: true })
  const ranks = iota(scores.shape.at(-1)!).cast('float32').add(1)
  // Equation 4: the k largest scores are the support, for the largest k with 1 + k z₍ₖ₎ > Σ z₍ⱼ₎ over j ≤ k.
  const isInSupport = greater(descending.multiply(ranks).add(1), cumulativeSum(descending))
  const along = { axes: -1, keepDimensions: true } as const
  const size = isInSupport.cast('float32').sum(along)
  const total = where(isInSupport, descending, 0).sum(along)
  return relu(scores.subtract(total.subtract(1).divide(size)))
}

/**
 * The same with a gradient of its own (Proposition 2): within the support what comes in, less its mean there. It needs
 * neither the sorted scores nor what became of them, so that nothing of these is kept for the way back.
 */
export const sparsemaxByHand = customGradient(sparsemax, ({ output, gradient }) => {
  const along = { axes: -1, keepDimensions: true } as const
  const support = greater(output, 0).cast('float32')
  const mean = gradient.multiply(support).sum(along).divide(support.sum(along))
  return [gradient.subtract(mean).multiply(support)]
})

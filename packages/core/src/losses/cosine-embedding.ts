import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { greater, where } from '../ops/comparison'
import { relu, sqrt } from '../ops/unary'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

/** The cosine of the angles between vectors of the last axis, `[…, size]`; near 0 for vectors of length 0. */
export function cosineSimilarity(a: Tensor, b: Tensor): Tensor {
  assertAlike('cosineSimilarity', a, b)
  const product = (x: Tensor, y: Tensor) => sum(multiply(x, y), { axes: -1 })
  const lengths = sqrt(multiply(add(product(a, a), EPSILON), add(product(b, b), EPSILON)))
  return divide(product(a, b), lengths)
}

const EPSILON = 1e-12

export interface CosineEmbeddingOptions extends LossOptions {
  /** Up to which cosine unlike pairs are left alone. Default 0. */
  readonly margin?: number
}

/**
 * 1 − cos for pairs that are alike (target 1), max(0, cos − margin) for the others (target −1): vectors `[…, size]`,
 * targets of the other axes. PyTorch's `CosineEmbeddingLoss`.
 */
export function cosineEmbeddingLoss(
  a: Tensor,
  b: Tensor,
  targets: Tensor,
  { margin = 0, ...options }: CosineEmbeddingOptions = {},
): Tensor {
  const cosine = cosineSimilarity(a, b)
  if (!equalShapes(targets.shape, cosine.shape)) {
    throw shapeError(
      'cosineEmbeddingLoss',
      [a.shape, targets.shape],
      'the targets are not one for each pair of vectors.',
      'Give every pair 1 (alike) or -1 (unlike).',
    )
  }
  const losses = where(greater(targets, 0), subtract(1, cosine), relu(subtract(cosine, margin)))
  return reduceLosses('cosineEmbeddingLoss', losses, options)
}

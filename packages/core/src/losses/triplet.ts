import { add, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { minimum } from '../ops/comparison'
import { relu, sqrt, square } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface TripletOptions extends LossOptions {
  /** How much further the negative should be than the positive. Default 1. */
  readonly margin?: number
  /** The distance of vectors `[…, size]`. Default Euclidean. */
  readonly distance?: (a: Tensor, b: Tensor) => Tensor
  /** Also looks at the negative from the positive, and takes the harder of both. Default false. */
  readonly swap?: boolean
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin), for vectors `[…, size]` of one shape: PyTorch's
 * `TripletMarginLoss` and `TripletMarginWithDistanceLoss`.
 */
export function tripletLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { margin = 1, distance = euclideanDistance, swap = false, ...options }: TripletOptions = {},
): Tensor {
  assertAlike('tripletLoss', anchor, positive)
  assertAlike('tripletLoss', anchor, negative)
  const far = distance(anchor, negative)
  const harder = swap ? minimum(far, distance(positive, negative)) : far
  return reduceLosses('tripletLoss', relu(add(subtract(distance(anchor, positive), harder), margin)), options)
}

/** As PyTorch's: the small number gives equal vectors a gradient. */
const euclideanDistance = (a: Tensor, b: Tensor): Tensor =>
  sqrt(sum(square(add(subtract(a, b), 1e-6)), { axes: -1 }))

import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { count } from '../ops/count'
import { gather, oneHot } from '../ops/indexing'
import { expandDimensions } from '../ops/layout'
import { relu } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { assertLabels, atLabels } from './labels'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface HingeOptions extends LossOptions {
  /** How far scores should be on the right side. Default 1. */
  readonly margin?: number
  /** Squares what is missing to the margin. Default false. */
  readonly squared?: boolean
}

/** max(0, margin − y x) for scores x and targets y of one shape, −1 or 1: Keras' `Hinge` and `SquaredHinge`. */
export function hingeLoss(
  scores: Tensor,
  targets: Tensor,
  { margin = 1, squared = false, ...options }: HingeOptions = {},
): Tensor {
  assertAlike('hingeLoss', scores, targets)
  const missing = relu(subtract(margin, multiply(scores, targets)))
  return reduceLosses('hingeLoss', squared ? multiply(missing, missing) : missing, options)
}

export interface MulticlassHingeOptions extends HingeOptions {
  /** A weight for each class, `[classes]`; the mean is not weighted by it. */
  readonly classWeights?: Tensor | undefined
}

/**
 * Σ max(0, margin − score of the label + score) over the other classes, divided by the number of classes: scores
 * `[…, classes]`, labels int32 of the other axes. PyTorch's `MultiMarginLoss`.
 */
export function multiclassHingeLoss(
  scores: Tensor,
  labels: Tensor,
  { margin = 1, squared = false, classWeights, ...options }: MulticlassHingeOptions = {},
): Tensor {
  assertLabels('multiclassHingeLoss', scores, labels)
  const behind = subtract(scores, expandDimensions(atLabels(scores, labels), -1))
  const missing = relu(add(behind, margin))
  const others = subtract(1, oneHot(labels, scores.shape.at(-1)!, scores.dtype))
  const each = multiply(squared ? multiply(missing, missing) : missing, others)
  const losses = divide(sum(each, { axes: -1 }), count(scores, [scores.rank - 1]))
  return reduceLosses(
    'multiclassHingeLoss',
    classWeights ? multiply(losses, gather(classWeights, labels)) : losses,
    options,
  )
}

import { sameDType } from '../ops/apply'
import { divide, multiply } from '../ops/arithmetic'
import { broadcastTo, sum } from '../ops/broadcast'
import { equal, where } from '../ops/comparison'
import { mean } from '../ops/reduction'
import { reshape } from '../ops/reshape'
import { equalShapes, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'

/** One number for a batch (the mean or the sum of its losses), or every loss. */
export type Reduction = 'mean' | 'sum' | 'none'

export interface LossOptions {
  /** Default `mean`. */
  readonly reduction?: Reduction | undefined
  /**
   * A weight for every loss, in the losses' shape or their leading axes', such as `[batch]`. The mean is the weighted
   * one, Σ w l / Σ w, and 0 where all weights are 0.
   */
  readonly sampleWeights?: Tensor | undefined
}

/** The losses as `reduction` wants them. */
export function reduceLosses(
  op: string,
  losses: Tensor,
  { reduction = 'mean', sampleWeights }: LossOptions,
): Tensor {
  if (!sampleWeights) return reductions[reduction](losses)
  const weights = overTrailingAxes(op, sampleWeights, losses)
  return reduceWeighted(multiply(losses, weights), weights, reduction)
}

/** Losses that are weighted already, by `weights`, which broadcast to them. */
export function reduceWeighted(weighted: Tensor, weights: Tensor, reduction: Reduction = 'mean'): Tensor {
  if (reduction !== 'mean') return reductions[reduction](weighted)
  const total = sum(broadcastTo(weights, weighted.shape))
  return divide(sum(weighted), where(equal(total, 0), 1, total))
}

const reductions: Readonly<Record<Reduction, (losses: Tensor) => Tensor>> = {
  mean: (losses) => mean(losses),
  sum: (losses) => sum(losses),
  none: (losses) => losses,
}

/** `weights` of the leading axes of `losses`, ready to be broadcast. */
export function overTrailingAxes(op: string, weights: Tensor, losses: Tensor): Tensor {
  if (!equalShapes(weights.shape, losses.shape.slice(0, weights.rank))) {
    throw shapeError(
      op,
      [weights.shape, losses.shape],
      'the sample weights do not have the leading axes of the losses.',
      'Give every example one weight, [batch], or every loss one.',
    )
  }
  return reshape(weights, [...weights.shape, ...losses.shape.slice(weights.rank).map(() => 1)])
}

/** Losses compare like with like: nothing is broadcast, which would compare every row with every other one. */
export function assertAlike(op: string, predictions: Tensor, targets: Tensor): void {
  sameDType(op, [predictions, targets])
  if (equalShapes(predictions.shape, targets.shape)) return
  throw shapeError(
    op,
    [predictions.shape, targets.shape],
    'predictions and targets differ in shape.',
    'Reshape one of them, for example targets.reshape([-1, 1]) for predictions [batch, 1].',
  )
}

import { add, multiply, negate, type Operand, subtract } from '../ops/arithmetic'
import { softplus } from '../ops/composite/near-zero'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** What positive examples count, for example how many negative ones there are for each. Default 1. */
  readonly positiveWeight?: Operand | undefined
  /** The share of a target that goes to both classes alike: y (1 − s) + ½ s. Default 0. */
  readonly labelSmoothing?: number | undefined
}

/**
 * −y log σ(x) − (1 − y) log(1 − σ(x)) for logits x and targets y of one shape, floats from 0 to 1: PyTorch's
 * `BCEWithLogitsLoss`. Several labels of an example are several columns.
 */
export function binaryCrossEntropy(
  logits: Tensor,
  targets: Tensor,
  { positiveWeight, labelSmoothing = 0, ...options }: BinaryCrossEntropyOptions = {},
): Tensor {
  assertAlike('binaryCrossEntropy', logits, targets)
  assertOption('binaryCrossEntropy', { labelSmoothing }, 'a share')
  const smoothed =
    labelSmoothing > 0 ? add(multiply(targets, 1 - labelSmoothing), labelSmoothing / 2) : targets
  return reduceLosses('binaryCrossEntropy', binaryLosses(logits, smoothed, positiveWeight), options)
}

/** (1 − y) x + (1 + (w − 1) y) log(1 + e⁻ˣ) */
export function binaryLosses(logits: Tensor, targets: Tensor, positiveWeight?: Operand): Tensor {
  const surprise = softplus(negate(logits))
  const weighted =
    positiveWeight === undefined
      ? surprise
      : multiply(add(multiply(targets, subtractOne(positiveWeight)), 1), surprise)
  return add(multiply(subtract(1, targets), logits), weighted)
}

const subtractOne = (weight: Operand): Operand =>
  typeof weight === 'number' ? weight - 1 : subtract(weight, 1)

import { add, multiply, negate, subtract } from '../ops/arithmetic'
import { logSoftmax } from '../ops/composite/softmax'
import { gather } from '../ops/indexing'
import { power } from '../ops/power'
import { exp, sigmoid } from '../ops/unary'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { binaryLosses } from './binary-cross-entropy'
import { assertLabels, atLabels } from './labels'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface FocalOptions extends LossOptions {
  /** How strongly examples that are right already are played down: γ, 0 or from 1 on. Default 2. */
  readonly gamma?: number
  /** A weight for each class, `[classes]`; the mean is not weighted by it. */
  readonly classWeights?: Tensor | undefined
}

/**
 * −(1 − p)^γ log p for the probability p of the label (Lin and others, arXiv:1708.02002): cross-entropy that looks at
 * what is still wrong. Logits `[…, classes]`, labels int32 of the other axes.
 */
export function focalLoss(
  logits: Tensor,
  labels: Tensor,
  { gamma = 2, classWeights, ...options }: FocalOptions = {},
): Tensor {
  assertLabels('focalLoss', logits, labels)
  assertOption('focalLoss', { gamma }, 'not negative')
  const logProbability = atLabels(logSoftmax(logits), labels)
  const focus = power(subtract(1, exp(logProbability)), gamma)
  const losses = negate(multiply(focus, logProbability))
  return reduceLosses(
    'focalLoss',
    classWeights ? multiply(losses, gather(classWeights, labels)) : losses,
    options,
  )
}

export interface BinaryFocalOptions extends LossOptions {
  /** How strongly examples that are right already are played down: γ, 0 or from 1 on. Default 2. */
  readonly gamma?: number
  /** What positive examples weigh, from 0 to 1; negative ones weigh the rest. Default 0.25; null: both 1. */
  readonly alpha?: number | null
}

/** The focal loss of logits and targets 0 or 1 of one shape: torchvision's `sigmoid_focal_loss`. */
export function binaryFocalLoss(
  logits: Tensor,
  targets: Tensor,
  { gamma = 2, alpha = 0.25, ...options }: BinaryFocalOptions = {},
): Tensor {
  assertAlike('binaryFocalLoss', logits, targets)
  assertOption('binaryFocalLoss', { gamma }, 'not negative')
  const negative = subtract(1, targets)
  const wrong = add(multiply(sigmoid(logits), negative), multiply(sigmoid(negate(logits)), targets))
  const losses = multiply(binaryLosses(logits, targets), power(wrong, gamma))
  if (alpha === null) return reduceLosses('binaryFocalLoss', losses, options)
  assertOption('binaryFocalLoss', { alpha }, 'a share')
  const weights = add(multiply(targets, alpha), multiply(negative, 1 - alpha))
  return reduceLosses('binaryFocalLoss', multiply(losses, weights), options)
}

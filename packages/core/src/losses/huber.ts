import { divide, multiply, subtract } from '../ops/arithmetic'
import { minimum } from '../ops/comparison'
import { abs } from '../ops/unary'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface HuberOptions extends LossOptions {
  /** Errors up to this are squared, larger ones count by their size. Default 1. */
  readonly delta?: number
}

/** ½ e² where |e| ≤ δ, δ (|e| − ½ δ) beyond (Huber, 1964): PyTorch's `HuberLoss`. */
export function huberLoss(
  predictions: Tensor,
  targets: Tensor,
  { delta = 1, ...options }: HuberOptions = {},
): Tensor {
  return reduceLosses('huberLoss', huber('huberLoss', predictions, targets, delta), options)
}

export interface SmoothL1Options extends LossOptions {
  /** Errors up to this are squared, larger ones count by their size. Default 1. */
  readonly beta?: number
}

/** The Huber loss divided by β, so that large errors always count by their size: PyTorch's `SmoothL1Loss`. */
export function smoothL1Loss(
  predictions: Tensor,
  targets: Tensor,
  { beta = 1, ...options }: SmoothL1Options = {},
): Tensor {
  return reduceLosses(
    'smoothL1Loss',
    divide(huber('smoothL1Loss', predictions, targets, beta), beta),
    options,
  )
}

/** With s = min(|e|, δ): s (|e| − ½ s). */
function huber(op: string, predictions: Tensor, targets: Tensor, delta: number): Tensor {
  assertAlike(op, predictions, targets)
  assertOption(op, { [op === 'huberLoss' ? 'delta' : 'beta']: delta }, 'positive')
  const size = abs(subtract(predictions, targets))
  const small = minimum(size, delta)
  return multiply(small, subtract(size, multiply(small, 0.5)))
}

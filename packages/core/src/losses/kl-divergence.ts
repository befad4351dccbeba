import { multiply, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { greater, where } from '../ops/comparison'
import { exp, log } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface KlDivergenceOptions extends LossOptions {
  /** Whether the targets are logarithms of probabilities, too. Default false. */
  readonly logTargets?: boolean | undefined
}

/**
 * Σ t (log t − log p) over the last axis: how far predictions are from the distribution t. Predictions are logarithms
 * of probabilities, `logSoftmax(logits)`, targets probabilities; 0 log 0 is 0. PyTorch's `KLDivLoss`, whose reduction
 * `batchmean` is the mean here.
 */
export function klDivergence(
  logProbabilities: Tensor,
  targets: Tensor,
  { logTargets = false, ...options }: KlDivergenceOptions = {},
): Tensor {
  assertAlike('klDivergence', logProbabilities, targets)
  const probabilities = logTargets ? exp(targets) : targets
  const logarithms = logTargets ? targets : log(where(greater(targets, 0), targets, 1))
  const losses = sum(multiply(probabilities, subtract(logarithms, logProbabilities)), { axes: -1 })
  return reduceLosses('klDivergence', losses, options)
}

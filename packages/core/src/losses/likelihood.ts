import { add, divide, multiply, subtract } from '../ops/arithmetic'
import { greater, maximum, where } from '../ops/comparison'
import { exp, log, square } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

export interface PoissonOptions extends LossOptions {
  /** Whether the predictions are logarithms of rates. Default true. */
  readonly log?: boolean
  /** Adds Stirling's approximation of log t! for targets above 1, which changes no gradient. Default false. */
  readonly full?: boolean
}

/** −log of the probability of counts under Poisson distributions of the predicted rates: PyTorch's `PoissonNLLLoss`. */
export function poissonLoss(
  predictions: Tensor,
  targets: Tensor,
  { log: isLog = true, full = false, ...options }: PoissonOptions = {},
): Tensor {
  assertAlike('poissonLoss', predictions, targets)
  const rates = isLog ? exp(predictions) : predictions
  const logarithms = isLog ? predictions : log(add(predictions, 1e-8))
  const losses = subtract(rates, multiply(targets, logarithms))
  return reduceLosses('poissonLoss', full ? add(losses, stirling(targets)) : losses, options)
}

function stirling(counts: Tensor): Tensor {
  const large = where(greater(counts, 1), counts, 1)
  const value = add(
    subtract(multiply(large, log(large)), large),
    multiply(log(multiply(large, 2 * Math.PI)), 0.5),
  )
  return where(greater(counts, 1), value, 0)
}

export interface GaussianOptions extends LossOptions {
  /** Adds ½ log 2π, which changes no gradient. Default false. */
  readonly full?: boolean
  /** The least variance. Default 1e-6. */
  readonly epsilon?: number
}

/**
 * −log of the density of targets under normal distributions of the predicted means and variances, all of one shape:
 * ½ (log v + (m − t)² / v). PyTorch's `GaussianNLLLoss`.
 */
export function gaussianLoss(
  means: Tensor,
  targets: Tensor,
  variances: Tensor,
  { full = false, epsilon = 1e-6, ...options }: GaussianOptions = {},
): Tensor {
  assertAlike('gaussianLoss', means, targets)
  assertAlike('gaussianLoss', means, variances)
  const spread = maximum(variances, epsilon)
  const losses = multiply(add(log(spread), divide(square(subtract(means, targets)), spread)), 0.5)
  return reduceLosses('gaussianLoss', full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses, options)
}

import { multiply, subtract } from '../ops/arithmetic'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

/** (prediction − target)², for predictions and targets of one shape: PyTorch's `MSELoss`. */
export function squaredError(predictions: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  assertAlike('squaredError', predictions, targets)
  const difference = subtract(predictions, targets)
  return reduceLosses('squaredError', multiply(difference, difference), options)
}

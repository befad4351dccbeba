import { subtract } from '../ops/arithmetic'
import { abs } from '../ops/unary'
import type { Tensor } from '../tensor/tensor'
import { assertAlike, type LossOptions, reduceLosses } from './reduce'

/** |prediction − target|, for predictions and targets of one shape: PyTorch's `L1Loss`. The gradient at 0 is 0. */
export function absoluteError(predictions: Tensor, targets: Tensor, options: LossOptions = {}): Tensor {
  assertAlike('absoluteError', predictions, targets)
  return reduceLosses('absoluteError', abs(subtract(predictions, targets)), options)
}

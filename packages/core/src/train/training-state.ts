import type { ForwardContext } from '../nn/forward-context'
import type { Parameters } from '../nn/module'
import type { Optimizer } from '../optim/gradient-transform'
import { initialSlots } from '../optim/optimizer'
import type { Tensor } from '../tensor/tensor'

/** All that changes from step to step. The tensors of a state are used up by the step that follows it. */
export interface TrainingState {
  /** Steps taken. */
  readonly step: number
  readonly parameters: Parameters
  /** What changes without a gradient, such as running statistics, by name. */
  readonly buffers: Parameters
  /** The optimizer's slots, `<slot>.<parameter>`. */
  readonly optimizer: Parameters
}

/** The state before the first step. */
export const initialState = (
  parameters: Parameters,
  optimizer: Optimizer,
  buffers: Parameters = {},
): TrainingState => ({ step: 0, parameters, buffers, optimizer: initialSlots(optimizer, parameters) })

/** What a loss may return beside the number itself. */
export interface LossResult {
  /** One number, for example of shape []. */
  readonly loss: Tensor
  /** New values of buffers, by name, where the forward pass has not told its context: those not named stay. */
  readonly buffers?: Parameters
  /** Further numbers of the batch, by name, such as its accuracy. */
  readonly metrics?: Readonly<Record<string, Tensor>>
}

/**
 * The loss of a batch, as a function of the parameters and buffers by name. What it gives `context.update` becomes the
 * value of a buffer after the step.
 */
export type LossFunction<Batch> = (
  named: Parameters,
  batch: Batch,
  context: ForwardContext,
) => Tensor | LossResult

import type { Parameters } from '../nn/module'
import type { Tensor } from '../tensor/tensor'

/**
 * How gradients change parameters. State is named tensors, like the parameters; numbers that change from step
 * to step come in as scalars, so that a step is compiled once.
 */
export interface Optimizer {
  readonly name: string
  /** The first state: `<slot>.<parameter>` → zeros, shaped as the parameter. */
  readonly slots: readonly string[]
  /** The numbers of step `step` (counted from 1) at this learning rate. */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>
  /** One parameter's step, as an expression: its new value and its new state. */
  update(call: UpdateCall): { readonly parameter: Tensor; readonly state: readonly Tensor[] }
}

export interface UpdateCall {
  readonly name: string
  readonly parameter: Tensor
  readonly gradient: Tensor
  /** In the order of `slots`. */
  readonly state: readonly Tensor[]
  readonly scalars: Readonly<Record<string, Tensor>>
}

/** Every parameter's step: what the update executable computes. */
export function updateAll(
  optimizer: Optimizer,
  parameters: Parameters,
  gradients: Parameters,
  state: Parameters,
  scalars: Readonly<Record<string, Tensor>>,
): { parameters: Record<string, Tensor>; state: Record<string, Tensor> } {
  const next: { parameters: Record<string, Tensor>; state: Record<string, Tensor> } = {
    parameters: {},
    state: {},
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const own = optimizer.slots.map((slot) => state[`${slot}.${name}`]!)
    const step = optimizer.update({ name, parameter, gradient: gradients[name]!, state: own, scalars })
    next.parameters[name] = step.parameter
    optimizer.slots.forEach((slot, index) => {
      next.state[`${slot}.${name}`] = step.state[index]!
    })
  }
  return next
}

import { GraftError } from '@graftjs/base'
import type { Parameters } from '../nn/module'
import { subtract } from '../ops/arithmetic'
import { full } from '../tensor/create'
import { equalShapes, formatShape, isConcrete } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import type { Optimizer } from './gradient-transform'

/** The optimizer's state before the first step: `<slot>.<parameter>` → tensor. Frozen parameters have none. */
export function initialSlots(optimizer: Optimizer, parameters: Parameters): Record<string, Tensor> {
  optimizer.assertFits?.(Object.keys(parameters))
  const state: Record<string, Tensor> = {}
  for (const [name, { shape }] of Object.entries(parameters)) {
    if (optimizer.freezes?.(name)) continue
    const slots = optimizer.slots(isConcrete(shape) ? shape : [], name)
    for (const [slot, { shape, start = 0 }] of Object.entries(slots)) {
      state[`${slot}.${name}`] = full(shape, start)
    }
  }
  return state
}

/** Every parameter's step: what the update executable computes. A frozen parameter passes through. */
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
    if (optimizer.freezes?.(name)) {
      next.parameters[name] = parameter
      continue
    }
    const slots = Object.keys(optimizer.slots(isConcrete(parameter.shape) ? parameter.shape : [], name))
    const own = Object.fromEntries(slots.map((slot) => [slot, slotOf(state, slot, name)]))
    const change = gradientOf(gradients, name, parameter)
    const step = optimizer.update({ name, parameter, change, state: own, scalars })
    next.parameters[name] = subtract(step.parameter ?? parameter, step.change)
    for (const slot of slots) next.state[`${slot}.${name}`] = step.state[slot]!
  }
  return next
}

function slotOf(state: Parameters, slot: string, name: string): Tensor {
  const found = state[`${slot}.${name}`]
  if (found) return found
  throw new GraftError('invalid-data', {
    what: `The optimizer's state has no "${slot}" for the parameter "${name}".`,
    fix: 'Make the state with initialState(parameters, optimizer), from the same parameters and optimizer.',
  })
}

function gradientOf(gradients: Parameters, name: string, { shape }: Tensor): Tensor {
  const gradient = gradients[name]
  if (gradient && equalShapes(gradient.shape, shape)) return gradient
  throw new GraftError('shape-mismatch', {
    what: gradient
      ? `The gradient of "${name}" has the shape ${formatShape(gradient.shape)}, the parameter ${formatShape(shape)}.`
      : `There is no gradient for the parameter "${name}".`,
    fix: 'Pass what grad or valueAndGrad returned for the same parameters, or freeze it in parameterGroups.',
  })
}

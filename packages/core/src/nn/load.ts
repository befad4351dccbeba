import { GraftError } from '@graftjs/base'
import { equalShapes, formatShape } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { type Module, type Parameters, stateOf, withParameters } from './module'

export interface Loaded<M> {
  readonly module: M
  /** Parameters and buffers of the module for which there was no tensor. */
  readonly missing: readonly string[]
  /** Tensors that the module has no place for. */
  readonly unexpected: readonly string[]
}

/**
 * Puts named tensors in the places of a module's parameters and buffers; `stateOf` is the way back.
 *
 * @throws GraftError `shape-mismatch` or `dtype-mismatch` naming the tensor that does not fit its place.
 */
export function load<M extends Module>(module: M, tensors: Parameters): Loaded<M> {
  const state = stateOf(module)
  for (const [name, expected] of Object.entries(state)) {
    const given = tensors[name]
    if (given) assertFits(name, given, expected)
  }
  return {
    module: withParameters(module, tensors),
    missing: Object.keys(state).filter((name) => !(name in tensors)),
    unexpected: Object.keys(tensors).filter((name) => !(name in state)),
  }
}

function assertFits(name: string, given: Tensor, expected: Tensor): void {
  if (!equalShapes(given.shape, expected.shape)) {
    throw new GraftError('shape-mismatch', {
      what: `The tensor "${name}" has the shape ${formatShape(given.shape)}, but the model needs ${formatShape(expected.shape)}.`,
      fix: 'Load it into a model that was made from the same configuration.',
    })
  }
  if (given.dtype !== expected.dtype) {
    throw new GraftError('dtype-mismatch', {
      what: `The tensor "${name}" is ${given.dtype}, but the model needs ${expected.dtype}.`,
      fix: `Convert it first: tensor.cast('${expected.dtype}').`,
    })
  }
}

import { equalDimensions, formatDimension } from '../tensor/dimension'
import { type Shape, shapeError } from '../tensor/shape'
import type { Tensor } from '../tensor/tensor'
import { type Initializer, uniformFanIn } from './initializer'
import { parameter } from './module'

/** How the parameters of a layer that multiplies and adds begin. */
export interface WeightOptions {
  /** Default: uniform in ±√(1 / inputs of a unit), as in PyTorch. */
  readonly weight?: Initializer | undefined
  /** Default: as the weight's default; false leaves the bias out. */
  readonly bias?: boolean | Initializer | undefined
}

/** A weight and a bias of `size` elements, or undefined where it is left out. */
export function weightAndBias(
  shape: readonly number[],
  size: number,
  fanIn: number,
  { weight = uniformFanIn(fanIn), bias = true }: WeightOptions,
): { readonly weight: Tensor; readonly bias: Tensor | undefined } {
  const initializer = bias === true ? uniformFanIn(fanIn) : bias
  return {
    weight: parameter(shape, weight),
    bias: initializer ? parameter([size], initializer) : undefined,
  }
}

/** How an input is laid out that has `size` elements along the axis. */
const layouts: Readonly<Record<number, (size: number) => string>> = {
  1: (size) => `[batch, ${size}, …places]`,
  2: (size) => `[batch, sequence, ${size}]`,
  [-1]: (size) => `[…, ${size}]`,
}

/** Throws unless the axis of a layer's input has the size that the layer was made for. */
export function assertAxis(layer: string, shape: Shape, axis: 1 | 2 | -1, size: number): void {
  const found = shape.at(axis)
  if (found !== undefined && equalDimensions(found, size)) return
  const there =
    found === undefined ? 'which the input does not have' : `but there are ${formatDimension(found)}`
  throw shapeError(
    layer,
    [shape],
    `it was made for ${size} elements along axis ${axis}, ${there}.`,
    `Give the input the shape ${layouts[axis]!(size)}, or make the layer for the size that it has.`,
  )
}

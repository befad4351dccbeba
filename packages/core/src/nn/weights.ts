import { equalDimensions } from '../tensor/dimension'
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

/** Throws unless `axis` of a layer's input has the size that the layer was made for. */
export function assertAxis(layer: string, shape: Shape, axis: number, size: number): void {
  const found = shape.at(axis)
  if (found !== undefined && equalDimensions(found, size)) return
  throw shapeError(
    layer,
    [shape],
    `the layer was made for ${size} elements along axis ${axis} of its input.`,
    `Give axis ${axis} the size ${size}, or make the layer for the size that it has.`,
  )
}

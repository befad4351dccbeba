import { layerNorm } from '../ops/composite/layer-norm'
import type { Tensor } from '../tensor/tensor'
import { constant } from './initializer'
import { Module, parameter } from './module'

/** Normalises the last axis, then scales and shifts it. */
export class LayerNorm extends Module {
  readonly weight: Tensor
  readonly bias: Tensor

  constructor(
    size: number,
    private readonly epsilon = 1e-5,
  ) {
    super()
    this.weight = parameter([size], constant(1))
    this.bias = parameter([size], constant(0))
  }

  forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight, this.bias, this.epsilon)
  }
}

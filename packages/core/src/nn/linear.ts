import { add } from '../ops/arithmetic'
import { matmul } from '../ops/matmul'
import type { Tensor } from '../tensor/tensor'
import { constant, type Initializer, uniformFanIn } from './initializer'
import { Module, parameter } from './module'

/** `x Wᵀ + b`: `[…, inputs] → […, outputs]`, with the weight as PyTorch keeps it, `[outputs, inputs]`. */
export class Linear extends Module {
  readonly weight: Tensor
  readonly bias: Tensor

  constructor(inputs: number, outputs: number, initializer: Initializer = uniformFanIn(inputs)) {
    super()
    this.weight = parameter([outputs, inputs], initializer)
    this.bias = parameter([outputs], constant(0))
  }

  forward(x: Tensor): Tensor {
    return add(matmul(x, this.weight, { transposeB: true }), this.bias)
  }
}

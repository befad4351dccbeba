import { add } from '../ops/arithmetic'
import { matmul } from '../ops/matmul'
import { reshape } from '../ops/reshape'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { Module } from './module'
import { assertAxis, type WeightOptions, weightAndBias } from './weights'

/** `x Wᵀ + b`: `[…, inputs] → […, outputs]`, with the weight as PyTorch keeps it, `[outputs, inputs]`. */
export class Linear extends Module {
  readonly weight: Tensor
  readonly bias: Tensor | undefined

  constructor(inputs: number, outputs: number, options: WeightOptions = {}) {
    super()
    assertOption('Linear', { inputs, outputs }, 'a positive whole number')
    const { weight, bias } = weightAndBias([outputs, inputs], outputs, inputs, options)
    this.weight = weight
    this.bias = bias
  }

  forward(x: Tensor): Tensor {
    assertAxis('Linear', x.shape, -1, Number(this.weight.shape[1]))
    const rows = x.rank === 1 ? reshape(x, [1, -1]) : x
    const product = matmul(rows, this.weight, { transposeB: true })
    const result = this.bias ? add(product, this.bias) : product
    return x.rank === 1 ? reshape(result, [-1]) : result
  }
}

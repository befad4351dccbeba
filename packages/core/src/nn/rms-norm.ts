import { add, multiply } from '../ops/arithmetic'
import { mean } from '../ops/reduction'
import { rsqrt } from '../ops/unary'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { constant } from './initializer'
import { Module, parameter } from './module'
import { assertAxis } from './weights'

/** The difference of 1 and the next float32, PyTorch's default. */
const FLOAT32_EPSILON = 2 ** -23

/** `x / √(mean(x²) + epsilon) · weight` over the last axis (Zhang and Sennrich, arXiv:1910.07467). */
export class RMSNorm extends Module {
  readonly weight: Tensor
  private readonly epsilon: number

  constructor(
    private readonly size: number,
    { epsilon = FLOAT32_EPSILON }: { readonly epsilon?: number } = {},
  ) {
    super()
    assertOption('RMSNorm', { size }, 'a positive whole number')
    assertOption('RMSNorm', { epsilon }, 'not negative')
    this.weight = parameter([size], constant(1))
    this.epsilon = epsilon
  }

  forward(x: Tensor): Tensor {
    assertAxis('RMSNorm', x.shape, -1, this.size)
    const power = mean(multiply(x, x), { axes: -1, keepDimensions: true })
    return multiply(multiply(x, rsqrt(add(power, this.epsilon))), this.weight)
  }
}

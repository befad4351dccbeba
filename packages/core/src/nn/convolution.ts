import { GraftError } from '@graftjs/base'
import { add } from '../ops/arithmetic'
import {
  type ConvolutionOptions,
  convolve,
  convolveBiased,
  convolveTransposed,
  type TransposedOptions,
} from '../ops/convolution'
import { assertOption } from '../optim/options'
import type { Tensor } from '../tensor/tensor'
import { Module } from './module'
import { perChannel } from './per-channel'
import { assertAxis, type WeightOptions, weightAndBias } from './weights'

const taps = (kernel: readonly number[]): number => kernel.reduce((product, size) => product * size, 1)

function assertChannels(
  layer: string,
  inputs: number,
  outputs: number,
  kernel: readonly number[],
  groups: number,
): void {
  if (kernel.length < 1 || kernel.length > 3) {
    throw new GraftError('invalid-option', {
      what: `${layer}: the kernel [${kernel}] has ${kernel.length} sizes.`,
      fix: 'Give it one, two or three, one for each axis of places.',
    })
  }
  assertOption(layer, { inputs, outputs, groups }, 'a positive whole number')
  assertOption(
    layer,
    Object.fromEntries(kernel.map((size, axis) => [`kernel[${axis}]`, size])),
    'a positive whole number',
  )
  assertOption(
    layer,
    { 'inputs / groups': inputs / groups, 'outputs / groups': outputs / groups },
    'a positive whole number',
  )
}

/**
 * A convolution over 1, 2 or 3 axes, as many as the kernel has sizes: `[batch, inputs, …size] → [batch, outputs,
 * …places]`. The weight is `[outputs, inputs / groups, …kernel]`. PyTorch's Conv1d, Conv2d and Conv3d.
 *
 * ```ts
 * new Convolution(3, 64, [7, 7], { stride: 2, padding: 3, bias: false })
 * ```
 */
export class Convolution extends Module {
  readonly weight: Tensor
  readonly bias: Tensor | undefined
  private readonly window: ConvolutionOptions

  constructor(
    inputs: number,
    outputs: number,
    kernel: readonly number[],
    { weight, bias, ...window }: ConvolutionOptions & WeightOptions = {},
  ) {
    super()
    const { groups = 1 } = window
    assertChannels('Convolution', inputs, outputs, kernel, groups)
    const perUnit = (inputs / groups) * taps(kernel)
    const made = weightAndBias([outputs, inputs / groups, ...kernel], outputs, perUnit, { weight, bias })
    this.weight = made.weight
    this.bias = made.bias
    this.window = window
  }

  forward(x: Tensor): Tensor {
    assertAxis('Convolution', x.shape, 1, Number(this.weight.shape[1]) * (this.window.groups ?? 1))
    return this.bias
      ? convolveBiased(x, this.weight, this.bias, this.window)
      : convolve(x, this.weight, this.window)
  }
}

/**
 * A transposed convolution, which enlarges by its stride: `[batch, inputs, …size] → [batch, outputs, …]`. The
 * weight is `[inputs, outputs / groups, …kernel]`. PyTorch's ConvTranspose1d, ConvTranspose2d and ConvTranspose3d.
 */
export class TransposedConvolution extends Module {
  readonly weight: Tensor
  readonly bias: Tensor | undefined
  private readonly window: TransposedOptions

  constructor(
    inputs: number,
    outputs: number,
    kernel: readonly number[],
    { weight, bias, ...window }: TransposedOptions & WeightOptions = {},
  ) {
    super()
    const { groups = 1 } = window
    assertChannels('TransposedConvolution', inputs, outputs, kernel, groups)
    const perUnit = (outputs / groups) * taps(kernel)
    const made = weightAndBias([inputs, outputs / groups, ...kernel], outputs, perUnit, { weight, bias })
    this.weight = made.weight
    this.bias = made.bias
    this.window = window
  }

  forward(x: Tensor): Tensor {
    assertAxis('TransposedConvolution', x.shape, 1, Number(this.weight.shape[0]))
    const result = convolveTransposed(x, this.weight, this.window)
    return this.bias ? add(result, perChannel(this.bias, x.rank)) : result
  }
}

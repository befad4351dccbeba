import {
  BatchNorm,
  Convolution,
  type ForwardContext,
  heNormal,
  Module,
  mean,
  multiply,
  type Tensor,
} from '@graftjs/core'
import { addBranch } from './drop-path'

/** The blocks of which timm builds EfficientNet and MobileNetV3, under the names that it gives their parameters. */
export type MobileBlock = (InvertedResidual | DepthwiseSeparable | ConvBlock) & {
  forward(x: Tensor, context: ForwardContext): Tensor
}

/** What the blocks of a network have in common. */
export interface BlockStyle {
  readonly activation: (x: Tensor) => Tensor
  readonly epsilon: number
  /** Whether padding is TensorFlow's: what is odd goes to the end. */
  readonly samePadding: boolean
  /** The last step of squeeze and excitation, and its activation where it is not that of the block. */
  readonly gate: (x: Tensor) => Tensor
  readonly squeezed?: (x: Tensor) => Tensor
}

export interface BlockShape {
  readonly inputs: number
  readonly outputs: number
  readonly kernel: number
  readonly stride: number
  /** Channels inside the block. */
  readonly width: number
  /** Channels to which squeeze and excitation narrows; 0: the block goes without it. */
  readonly squeeze: number
  /** The share of pictures for which training leaves the block out. */
  readonly dropPath: number
}

/** A convolution without a bias, padded so that only its stride changes the size. */
export const convolutionOf = (
  { samePadding }: Pick<BlockStyle, 'samePadding'>,
  inputs: number,
  outputs: number,
  { kernel = 1, stride = 1, groups = 1 } = {},
): Convolution =>
  new Convolution(inputs, outputs, [kernel, kernel], {
    stride,
    groups,
    padding: samePadding ? 'same' : (kernel - 1) / 2,
    weight: heNormal(),
    bias: false,
  })

/** Weighs each channel by what the means of all channels say (Hu et al., arXiv:1709.01507). */
class SqueezeExcite extends Module {
  readonly conv_reduce: Convolution
  readonly conv_expand: Convolution

  constructor(
    private readonly style: BlockStyle,
    channels: number,
    squeezed: number,
  ) {
    super()
    this.conv_reduce = new Convolution(channels, squeezed, [1, 1])
    this.conv_expand = new Convolution(squeezed, channels, [1, 1])
  }

  forward(x: Tensor): Tensor {
    const { activation, squeezed = activation, gate } = this.style
    const means = mean(x, { axes: [2, 3], keepDimensions: true })
    return multiply(x, gate(this.conv_expand.forward(squeezed(this.conv_reduce.forward(means)))))
  }
}

const squeezeExcite = (style: BlockStyle, { width, squeeze }: BlockShape): SqueezeExcite | undefined =>
  squeeze > 0 ? new SqueezeExcite(style, width, squeeze) : undefined

const addsInput = ({ inputs, outputs, stride }: BlockShape): boolean => stride === 1 && inputs === outputs

/** Expand, filter each channel by itself, squeeze and excite, project linearly, add what came in. */
export class InvertedResidual extends Module {
  readonly conv_pw: Convolution
  readonly bn1: BatchNorm
  readonly conv_dw: Convolution
  readonly bn2: BatchNorm
  readonly se: SqueezeExcite | undefined
  readonly conv_pwl: Convolution
  readonly bn3: BatchNorm

  constructor(
    private readonly style: BlockStyle,
    private readonly shape: BlockShape,
  ) {
    super()
    const { inputs, outputs, width, kernel, stride } = shape
    this.conv_pw = convolutionOf(style, inputs, width)
    this.bn1 = new BatchNorm(width, style)
    this.conv_dw = convolutionOf(style, width, width, { kernel, stride, groups: width })
    this.bn2 = new BatchNorm(width, style)
    this.se = squeezeExcite(style, shape)
    this.conv_pwl = convolutionOf(style, width, outputs)
    this.bn3 = new BatchNorm(outputs, style)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const { activation } = this.style
    const wide = activation(this.bn1.forward(this.conv_pw.forward(x), context))
    const filtered = activation(this.bn2.forward(this.conv_dw.forward(wide), context))
    const excited = this.se ? this.se.forward(filtered) : filtered
    const narrow = this.bn3.forward(this.conv_pwl.forward(excited), context)
    return addsInput(this.shape) ? addBranch(x, narrow, this.shape.dropPath, context) : narrow
  }
}

/** An inverted residual without the expansion. */
export class DepthwiseSeparable extends Module {
  readonly conv_dw: Convolution
  readonly bn1: BatchNorm
  readonly se: SqueezeExcite | undefined
  readonly conv_pw: Convolution
  readonly bn2: BatchNorm

  constructor(
    private readonly style: BlockStyle,
    private readonly shape: BlockShape,
  ) {
    super()
    const { inputs, outputs, kernel, stride } = shape
    this.conv_dw = convolutionOf(style, inputs, inputs, { kernel, stride, groups: inputs })
    this.bn1 = new BatchNorm(inputs, style)
    this.se = squeezeExcite(style, shape)
    this.conv_pw = convolutionOf(style, inputs, outputs)
    this.bn2 = new BatchNorm(outputs, style)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const filtered = this.style.activation(this.bn1.forward(this.conv_dw.forward(x), context))
    const excited = this.se ? this.se.forward(filtered) : filtered
    const projected = this.bn2.forward(this.conv_pw.forward(excited), context)
    return addsInput(this.shape) ? addBranch(x, projected, this.shape.dropPath, context) : projected
  }
}

/** A convolution, batch normalisation and the activation. */
export class ConvBlock extends Module {
  readonly conv: Convolution
  readonly bn1: BatchNorm

  constructor(
    private readonly style: BlockStyle,
    { inputs, outputs, kernel, stride }: BlockShape,
  ) {
    super()
    this.conv = convolutionOf(style, inputs, outputs, { kernel, stride })
    this.bn1 = new BatchNorm(outputs, style)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    return this.style.activation(this.bn1.forward(this.conv.forward(x), context))
  }
}

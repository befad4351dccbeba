import {
  BatchNorm,
  type Convolution,
  type ForwardContext,
  GlobalAveragePool,
  inference,
  Linear,
  Module,
  relu6,
  sigmoid,
  silu,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'
import { roundChannels } from './channels'
import { growingRates } from './drop-path'
import { type BlockStyle, convolutionOf, DepthwiseSeparable, InvertedResidual } from './inverted-residual'

/** EfficientNet (Tan and Le, arXiv:1905.11946) and its Lite variants, under timm's names. */
export interface EfficientNetConfig {
  /** Multiplies the channels, and `depth` the blocks of each stage. */
  readonly width: number
  readonly depth: number
  /** Lite: no squeeze and excitation, ReLU6, and neither the stem nor the first and last stage grow. */
  readonly lite: boolean
  /** As TensorFlow trained it: its padding, and 1e-3 added to variances. */
  readonly tensorFlow: boolean
  readonly dropout?: number
  readonly dropPath?: number
}

/** Blocks, kernel, stride, expansion and output channels of each stage (table 1 of the paper). */
const STAGES = [
  { blocks: 1, kernel: 3, stride: 1, expansion: 1, channels: 16 },
  { blocks: 2, kernel: 3, stride: 2, expansion: 6, channels: 24 },
  { blocks: 2, kernel: 5, stride: 2, expansion: 6, channels: 40 },
  { blocks: 3, kernel: 3, stride: 2, expansion: 6, channels: 80 },
  { blocks: 3, kernel: 5, stride: 1, expansion: 6, channels: 112 },
  { blocks: 4, kernel: 5, stride: 2, expansion: 6, channels: 192 },
  { blocks: 1, kernel: 3, stride: 1, expansion: 6, channels: 320 },
] as const

const styleOf = ({ lite, tensorFlow }: EfficientNetConfig): BlockStyle => ({
  activation: lite ? relu6 : silu,
  gate: sigmoid,
  samePadding: tensorFlow,
  epsilon: tensorFlow ? 1e-3 : 1e-5,
})

/** Elements of a picture's features. */
export const efficientNetFeatures = ({ lite, width }: EfficientNetConfig): number =>
  lite ? 1280 : roundChannels(1280 * width)

export class EfficientNet extends Module implements PictureClassifier {
  readonly conv_stem: Convolution
  readonly bn1: BatchNorm
  readonly blocks: readonly (readonly (DepthwiseSeparable | InvertedResidual)[])[]
  readonly conv_head: Convolution
  readonly bn2: BatchNorm
  readonly classifier: Linear
  private readonly activation: (x: Tensor) => Tensor

  constructor(
    private readonly config: EfficientNetConfig,
    labels: number,
  ) {
    super()
    const style = styleOf(config)
    const { lite, width } = config
    const stem = lite ? 32 : roundChannels(32 * width)
    const features = efficientNetFeatures(config)
    this.activation = style.activation
    this.conv_stem = convolutionOf(style, 3, stem, { kernel: 3, stride: 2 })
    this.bn1 = new BatchNorm(stem, style)
    this.blocks = stagesOf(config, style, stem)
    this.conv_head = convolutionOf(style, roundChannels(320 * width), features)
    this.bn2 = new BatchNorm(features, style)
    this.classifier = new Linear(features, labels)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const stem = this.activation(this.bn1.forward(this.conv_stem.forward(pixels), context))
    const deep = this.blocks.flat().reduce((x, block) => block.forward(x, context), stem)
    const last = this.activation(this.bn2.forward(this.conv_head.forward(deep), context))
    const features = new GlobalAveragePool().forward(last)
    const logits = this.classifier.forward(context.dropout(features, this.config.dropout ?? 0))
    return { features, logits }
  }
}

function stagesOf({ width, depth, lite, dropPath = 0 }: EfficientNetConfig, style: BlockStyle, stem: number) {
  const counts = STAGES.map(({ blocks }, stage) =>
    lite && (stage === 0 || stage === STAGES.length - 1) ? blocks : Math.ceil(blocks * depth),
  )
  const total = counts.reduce((sum, count) => sum + count, 0)
  // The last block's rate is a step below the full one, as in the authors' code.
  const rates = growingRates(dropPath, total + 1)
  let inputs = stem
  let index = 0
  return STAGES.map(({ kernel, stride, expansion, channels }, stage) => {
    const outputs = roundChannels(channels * width)
    return Array.from({ length: counts[stage]! }, (_, place) => {
      const shape = {
        inputs,
        outputs,
        kernel,
        stride: place === 0 ? stride : 1,
        width: inputs * expansion,
        squeeze: lite ? 0 : Math.round(inputs / 4),
        dropPath: rates[index++]!,
      }
      inputs = outputs
      return expansion === 1 ? new DepthwiseSeparable(style, shape) : new InvertedResidual(style, shape)
    })
  })
}

/** Width, depth, and the side of the pictures and the crop that the published weights were made with. */
export const efficientNetSizes = {
  efficientnet_b0: { width: 1, depth: 1, lite: false, size: 224, crop: 0.875 },
  efficientnet_b1: { width: 1, depth: 1.1, lite: false, size: 240, crop: 0.882 },
  efficientnet_b2: { width: 1.1, depth: 1.2, lite: false, size: 260, crop: 0.89 },
  efficientnet_b3: { width: 1.2, depth: 1.4, lite: false, size: 300, crop: 0.904 },
  efficientnet_b4: { width: 1.4, depth: 1.8, lite: false, size: 380, crop: 0.922 },
  efficientnet_lite0: { width: 1, depth: 1, lite: true, size: 224, crop: 0.875 },
  efficientnet_lite1: { width: 1, depth: 1.1, lite: true, size: 240, crop: 0.882 },
  efficientnet_lite2: { width: 1.1, depth: 1.2, lite: true, size: 260, crop: 0.89 },
  efficientnet_lite3: { width: 1.2, depth: 1.4, lite: true, size: 300, crop: 0.904 },
  efficientnet_lite4: { width: 1.4, depth: 1.8, lite: true, size: 380, crop: 0.92 },
} as const

/** The paths of its parameters, from the pixels to the head. */
export const efficientNetStages = [
  /^(conv_stem|bn1|blocks\.[01])\./,
  /^blocks\.2\./,
  /^blocks\.3\./,
  /^blocks\.4\./,
  /^blocks\.5\./,
  /^(blocks\.6|conv_head|bn2)\./,
  /^classifier\./,
] as const

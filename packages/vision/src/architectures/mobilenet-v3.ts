import {
  BatchNorm,
  Convolution,
  type ForwardContext,
  hardSigmoid,
  hardSwish,
  inference,
  Linear,
  Module,
  mean,
  relu,
  reshape,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'
import { roundChannels } from './channels'
import { growingRates } from './drop-path'
import {
  type BlockStyle,
  ConvBlock,
  convolutionOf,
  DepthwiseSeparable,
  InvertedResidual,
  type MobileBlock,
} from './inverted-residual'

/** MobileNetV3 (Howard et al., arXiv:1905.02244), under timm's names. */
export interface MobileNetV3Config {
  readonly size: 'small' | 'large'
  /** Multiplies the channels of the blocks. */
  readonly width: number
  /** As TensorFlow trained it: its padding, and 1e-3 added to variances. */
  readonly tensorFlow: boolean
  readonly dropout?: number
  readonly dropPath?: number
}

interface BlockRow {
  readonly kernel: number
  readonly stride: number
  readonly expansion: number
  readonly channels: number
  readonly squeezes?: boolean
  /** ReLU in place of hard swish. */
  readonly relu?: boolean
}

const repeated = (count: number, row: BlockRow): BlockRow[] => Array.from({ length: count }, () => row)

/** Tables 1 and 2 of the paper, as stages; the last 1 × 1 convolution follows them. */
const STAGES: Readonly<Record<MobileNetV3Config['size'], readonly (readonly BlockRow[])[]>> = {
  large: [
    [{ kernel: 3, stride: 1, expansion: 1, channels: 16, relu: true }],
    [
      { kernel: 3, stride: 2, expansion: 4, channels: 24, relu: true },
      { kernel: 3, stride: 1, expansion: 3, channels: 24, relu: true },
    ],
    [
      { kernel: 5, stride: 2, expansion: 3, channels: 40, squeezes: true, relu: true },
      ...repeated(2, { kernel: 5, stride: 1, expansion: 3, channels: 40, squeezes: true, relu: true }),
    ],
    [
      { kernel: 3, stride: 2, expansion: 6, channels: 80 },
      { kernel: 3, stride: 1, expansion: 2.5, channels: 80 },
      ...repeated(2, { kernel: 3, stride: 1, expansion: 2.3, channels: 80 }),
    ],
    repeated(2, { kernel: 3, stride: 1, expansion: 6, channels: 112, squeezes: true }),
    [
      { kernel: 5, stride: 2, expansion: 6, channels: 160, squeezes: true },
      ...repeated(2, { kernel: 5, stride: 1, expansion: 6, channels: 160, squeezes: true }),
    ],
  ],
  small: [
    [{ kernel: 3, stride: 2, expansion: 1, channels: 16, squeezes: true, relu: true }],
    [
      { kernel: 3, stride: 2, expansion: 4.5, channels: 24, relu: true },
      { kernel: 3, stride: 1, expansion: 3.67, channels: 24, relu: true },
    ],
    [
      { kernel: 5, stride: 2, expansion: 4, channels: 40, squeezes: true },
      ...repeated(2, { kernel: 5, stride: 1, expansion: 6, channels: 40, squeezes: true }),
    ],
    repeated(2, { kernel: 5, stride: 1, expansion: 3, channels: 48, squeezes: true }),
    [
      { kernel: 5, stride: 2, expansion: 6, channels: 96, squeezes: true },
      ...repeated(2, { kernel: 5, stride: 1, expansion: 6, channels: 96, squeezes: true }),
    ],
  ],
}

/** Channels of the last 1 × 1 convolution over the map, and of the layer between pooling and the labels. */
const LAST = { large: { map: 960, features: 1280 }, small: { map: 576, features: 1024 } } as const

/** Elements of a picture's features. */
export const mobileNetV3Features = ({ size }: MobileNetV3Config): number => LAST[size].features

export class MobileNetV3 extends Module implements PictureClassifier {
  readonly conv_stem: Convolution
  readonly bn1: BatchNorm
  readonly blocks: readonly (readonly MobileBlock[])[]
  readonly conv_head: Convolution
  readonly classifier: Linear

  constructor(
    private readonly config: MobileNetV3Config,
    labels: number,
  ) {
    super()
    const { size, width, tensorFlow } = config
    const style = {
      activation: hardSwish,
      gate: hardSigmoid,
      squeezed: relu,
      samePadding: tensorFlow,
      epsilon: tensorFlow ? 1e-3 : 1e-5,
    }
    const stem = width < 0.75 ? 16 : roundChannels(16 * width)
    const map = roundChannels(LAST[size].map * width)
    this.conv_stem = convolutionOf(style, 3, stem, { kernel: 3, stride: 2 })
    this.bn1 = new BatchNorm(stem, style)
    this.blocks = stagesOf(config, style, stem, map)
    this.conv_head = new Convolution(map, LAST[size].features, [1, 1])
    this.classifier = new Linear(LAST[size].features, labels)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const stem = hardSwish(this.bn1.forward(this.conv_stem.forward(pixels), context))
    const deep = this.blocks.flat().reduce((x, block) => block.forward(x, context), stem)
    const means = mean(deep, { axes: [2, 3], keepDimensions: true })
    const wide = hardSwish(this.conv_head.forward(means))
    const features = reshape(wide, [wide.shape[0]!, mobileNetV3Features(this.config)])
    return { features, logits: this.classifier.forward(context.dropout(features, this.config.dropout ?? 0)) }
  }
}

function stagesOf(
  { size, width, dropPath = 0 }: MobileNetV3Config,
  style: BlockStyle,
  stem: number,
  map: number,
): MobileBlock[][] {
  const rows = STAGES[size]
  const rates = growingRates(dropPath, rows.flat().length + 2)
  let inputs = stem
  let index = 0
  const stages: MobileBlock[][] = rows.map((stage) =>
    stage.map((row) => {
      const outputs = roundChannels(row.channels * width)
      const inner = roundChannels(inputs * row.expansion)
      const shape = {
        inputs,
        outputs,
        kernel: row.kernel,
        stride: row.stride,
        width: inner,
        squeeze: row.squeezes ? roundChannels(inner / 4) : 0,
        dropPath: rates[index++]!,
      }
      inputs = outputs
      const own = row.relu ? { ...style, activation: relu } : style
      return row.expansion === 1 ? new DepthwiseSeparable(own, shape) : new InvertedResidual(own, shape)
    }),
  )
  const last = { inputs, outputs: map, kernel: 1, stride: 1, width: map, squeeze: 0, dropPath: 0 }
  return [...stages, [new ConvBlock(style, last)]]
}

/** The published networks by name. */
export const mobileNetsV3 = {
  mobilenetv3_small_050: { size: 'small', width: 0.5 },
  mobilenetv3_small_075: { size: 'small', width: 0.75 },
  mobilenetv3_small_100: { size: 'small', width: 1 },
  mobilenetv3_large_075: { size: 'large', width: 0.75 },
  mobilenetv3_large_100: { size: 'large', width: 1 },
} as const

/** The paths of its parameters, from the pixels to the head. */
export const mobileNetV3Stages = [
  /^(conv_stem|bn1|blocks\.[01])\./,
  /^blocks\.2\./,
  /^blocks\.3\./,
  /^blocks\.4\./,
  /^(blocks\.[56]|conv_head)\./,
  /^classifier\./,
] as const

import {
  add,
  BatchNorm,
  Convolution,
  type ForwardContext,
  GlobalAveragePool,
  heNormal,
  inference,
  Linear,
  Module,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult, ReadArchitecture } from './architecture'
import { roundChannels } from './channels'
import { ConfigReader } from './config-reader'
import { preprocessorOf } from './preprocessor'
import { publishedActivations } from './published-activations'

/**
 * MobileNetV2 (Sandler et al., arXiv:1801.04381), under the names of `MobileNetV2ForImageClassification` in Hugging
 * Face's transformers.
 */
export interface MobileNetV2Config {
  /** Multiplies the channels of every layer. */
  readonly width: number
  readonly divisor: number
  readonly leastChannels: number
  /** How much wider than its input the inside of a block is. */
  readonly expansion: number
  /** How much smaller than the picture the last map of features is; from there on convolutions are dilated. */
  readonly outputStride: number
  /** Whether the first block goes without an expansion, as in the paper. */
  readonly firstIsExpansion: boolean
  /** Whether a narrow network keeps the last 1280 channels. */
  readonly keepsLast: boolean
  /** Whether padding is TensorFlow's: what is odd goes to the end. */
  readonly samePadding: boolean
  readonly activation: (x: Tensor) => Tensor
  readonly epsilon: number
  readonly dropout: number
}

/** Output channels of the first block and of the sixteen that follow, and those blocks' strides (table 2). */
const CHANNELS = [16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320]
const STRIDES = [2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1]

interface LayerOptions {
  readonly kernel: number
  readonly stride?: number
  readonly dilation?: number
  readonly groups?: number
  readonly linear?: boolean
}

/** A convolution, batch normalisation and, where it is not linear, the activation. */
class ConvLayer extends Module {
  readonly convolution: Convolution
  readonly normalization: BatchNorm
  private readonly activation: ((x: Tensor) => Tensor) | undefined

  constructor(config: MobileNetV2Config, inputs: number, outputs: number, options: LayerOptions) {
    super()
    const { kernel, stride = 1, dilation = 1, groups = 1, linear = false } = options
    this.convolution = new Convolution(inputs, outputs, [kernel, kernel], {
      stride,
      dilation,
      groups,
      padding: config.samePadding ? 'same' : ((kernel - 1) / 2) * dilation,
      weight: heNormal(),
      bias: false,
    })
    this.normalization = new BatchNorm(outputs, { epsilon: config.epsilon })
    this.activation = linear ? undefined : config.activation
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const normalized = this.normalization.forward(this.convolution.forward(x), context)
    return this.activation ? this.activation(normalized) : normalized
  }
}

/** The full convolution that halves the picture, and the first block. */
class Stem extends Module {
  readonly first_conv: ConvLayer
  readonly expand_1x1: ConvLayer | undefined
  readonly conv_3x3: ConvLayer
  readonly reduce_1x1: ConvLayer

  constructor(config: MobileNetV2Config, width: number, outputs: number) {
    super()
    this.first_conv = new ConvLayer(config, 3, width, { kernel: 3, stride: 2 })
    this.expand_1x1 = config.firstIsExpansion ? undefined : new ConvLayer(config, width, width, { kernel: 1 })
    this.conv_3x3 = new ConvLayer(config, width, width, { kernel: 3, groups: width })
    this.reduce_1x1 = new ConvLayer(config, width, outputs, { kernel: 1, linear: true })
  }

  forward(pixels: Tensor, context: ForwardContext): Tensor {
    const first = this.first_conv.forward(pixels, context)
    const wide = this.expand_1x1 ? this.expand_1x1.forward(first, context) : first
    return this.reduce_1x1.forward(this.conv_3x3.forward(wide, context), context)
  }
}

/** Wide inside, narrow outside: expand, filter each channel by itself, project linearly, add what came in. */
class InvertedResidual extends Module {
  readonly expand_1x1: ConvLayer
  readonly conv_3x3: ConvLayer
  readonly reduce_1x1: ConvLayer
  private readonly adds: boolean

  constructor(
    config: MobileNetV2Config,
    inputs: number,
    outputs: number,
    { stride, dilation }: { readonly stride: number; readonly dilation: number },
  ) {
    super()
    const width = roundChannels(Math.round(inputs * config.expansion), config.divisor, config.leastChannels)
    this.expand_1x1 = new ConvLayer(config, inputs, width, { kernel: 1 })
    this.conv_3x3 = new ConvLayer(config, width, width, { kernel: 3, stride, dilation, groups: width })
    this.reduce_1x1 = new ConvLayer(config, width, outputs, { kernel: 1, linear: true })
    this.adds = stride === 1 && inputs === outputs
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const wide = this.conv_3x3.forward(this.expand_1x1.forward(x, context), context)
    const narrow = this.reduce_1x1.forward(wide, context)
    return this.adds ? add(x, narrow) : narrow
  }
}

class MobileNetV2 extends Module {
  readonly conv_stem: Stem
  readonly layer: readonly InvertedResidual[]
  readonly conv_1x1: ConvLayer

  constructor(config: MobileNetV2Config) {
    super()
    const channels = CHANNELS.map((count) => widened(config, count))
    this.conv_stem = new Stem(config, widened(config, 32), channels[0]!)
    let reached = 2
    let dilation = 1
    this.layer = STRIDES.map((wanted, place) => {
      const isDilated = reached === config.outputStride
      const window = isDilated ? { stride: 1, dilation } : { stride: wanted, dilation: 1 }
      if (isDilated) dilation *= wanted
      else reached *= wanted
      return new InvertedResidual(config, channels[place]!, channels[place + 1]!, window)
    })
    this.conv_1x1 = new ConvLayer(config, channels.at(-1)!, lastChannels(config), { kernel: 1 })
  }

  forward(pixels: Tensor, context: ForwardContext): Tensor {
    const stem = this.conv_stem.forward(pixels, context)
    const deep = this.layer.reduce((x, block) => block.forward(x, context), stem)
    return this.conv_1x1.forward(deep, context)
  }
}

export class MobileNetV2ForImageClassification extends Module implements PictureClassifier {
  readonly mobilenet_v2: MobileNetV2
  readonly classifier: Linear

  constructor(
    private readonly config: MobileNetV2Config,
    labels: number,
  ) {
    super()
    this.mobilenet_v2 = new MobileNetV2(config)
    this.classifier = new Linear(lastChannels(config), labels)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const features = new GlobalAveragePool().forward(this.mobilenet_v2.forward(pixels, context))
    const logits = this.classifier.forward(context.dropout(features, this.config.dropout))
    return { features, logits }
  }
}

const widened = ({ width, divisor, leastChannels }: MobileNetV2Config, channels: number): number =>
  roundChannels(Math.round(channels * width), divisor, leastChannels)

const lastChannels = (config: MobileNetV2Config): number =>
  config.keepsLast && config.width < 1 ? 1280 : widened(config, 1280)

/** Reads a `config.json` of `model_type: mobilenet_v2`. */
export const mobilenetV2: ReadArchitecture = (json, where) => {
  const read = new ConfigReader(json, where, 'MobileNetV2')
  read.only('num_channels', 3)
  const size = read.whole('image_size', 224)
  const divisor = read.whole('depth_divisible_by', 8)
  const config: MobileNetV2Config = {
    width: read.number('depth_multiplier', 1),
    divisor,
    leastChannels: read.whole('min_depth', divisor),
    expansion: read.number('expand_ratio', 6),
    outputStride: read.whole('output_stride', 32),
    firstIsExpansion: read.flag('first_layer_is_expansion', true),
    keepsLast: read.flag('finegrained_output', true),
    samePadding: read.flag('tf_padding', true),
    activation: read.choice('hidden_act', publishedActivations, 'relu6'),
    epsilon: read.number('layer_norm_eps', 0.001),
    dropout: read.share('classifier_dropout_prob', 0.2),
  }
  return {
    className: 'MobileNetV2ForImageClassification',
    features: lastChannels(config),
    size,
    preprocessor: preprocessorOf('MobileNetV2ImageProcessor', {
      size,
      crop: 0.875,
      interpolation: 'bilinear',
      mean: [0.5, 0.5, 0.5],
      deviation: [0.5, 0.5, 0.5],
    }),
    head: /^classifier\./,
    stages: [
      /^mobilenet_v2\.conv_stem\./,
      /^mobilenet_v2\.layer\.[0-4]\./,
      /^mobilenet_v2\.layer\.[5-9]\./,
      /^mobilenet_v2\.layer\.1[0-2]\./,
      /^mobilenet_v2\.(layer\.1[3-5]|conv_1x1)\./,
      /^classifier\./,
    ],
    create: (labels) => new MobileNetV2ForImageClassification(config, labels),
    pathOf: (name) => name,
  }
}

import {
  averagePool,
  BatchNorm,
  Convolution,
  concat,
  type ForwardContext,
  GlobalAveragePool,
  heNormal,
  inference,
  Linear,
  Module,
  maxPool,
  relu,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'

/** DenseNet (Huang et al., arXiv:1608.06993), under the names of torchvision and timm. */
export interface DenseNetConfig {
  /** Layers of the four blocks. */
  readonly blocks: readonly number[]
  /** Channels that a layer adds. */
  readonly growth: number
  /** Channels of the stem. */
  readonly stem: number
  readonly dropout?: number
}

const convolution = (inputs: number, outputs: number, kernel: number, stride = 1) =>
  new Convolution(inputs, outputs, [kernel, kernel], {
    stride,
    padding: (kernel - 1) / 2,
    weight: heNormal(),
    bias: false,
  })

/** Makes a few new channels of all that there are. */
class DenseLayer extends Module {
  readonly norm1: BatchNorm
  readonly conv1: Convolution
  readonly norm2: BatchNorm
  readonly conv2: Convolution

  constructor(inputs: number, growth: number) {
    super()
    this.norm1 = new BatchNorm(inputs)
    this.conv1 = convolution(inputs, 4 * growth, 1)
    this.norm2 = new BatchNorm(4 * growth)
    this.conv2 = convolution(4 * growth, growth, 3)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const narrow = this.conv1.forward(relu(this.norm1.forward(x, context)))
    return this.conv2.forward(relu(this.norm2.forward(narrow, context)))
  }
}

/** Halves the channels and the map. */
class Transition extends Module {
  readonly norm: BatchNorm
  readonly conv: Convolution

  constructor(inputs: number) {
    super()
    this.norm = new BatchNorm(inputs)
    this.conv = convolution(inputs, Math.floor(inputs / 2), 1)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    return averagePool(this.conv.forward(relu(this.norm.forward(x, context))), [2, 2])
  }
}

/** Layers by name, `denselayer1` first. */
type DenseBlock = Readonly<Record<string, DenseLayer>>

const denseBlock = (inputs: number, layers: number, growth: number): DenseBlock =>
  Object.fromEntries(
    Array.from({ length: layers }, (_, layer) => [
      `denselayer${layer + 1}`,
      new DenseLayer(inputs + layer * growth, growth),
    ]),
  )

/** Each layer sees what came in and what all layers before it made. */
const through = (block: DenseBlock, x: Tensor, context: ForwardContext): Tensor =>
  Object.values(block).reduce((seen, layer) => concat([seen, layer.forward(seen, context)], 1), x)

interface Features {
  readonly conv0: Convolution
  readonly norm0: BatchNorm
  /** `denseblock1`, `transition1`, `denseblock2` and so on. */
  readonly [part: string]: Convolution | BatchNorm | Transition | DenseBlock
  readonly norm5: BatchNorm
}

/** Channels after each block. */
function widths({ blocks, growth, stem }: DenseNetConfig): number[] {
  const ends: number[] = []
  for (const [place, layers] of blocks.entries()) {
    const inputs = place === 0 ? stem : Math.floor(ends[place - 1]! / 2)
    ends.push(inputs + layers * growth)
  }
  return ends
}

/** Elements of a picture's features. */
export const densenetFeatures = (config: DenseNetConfig): number => widths(config).at(-1)!

export class DenseNet extends Module implements PictureClassifier {
  readonly features: Features
  readonly classifier: Linear
  private readonly blocks: number

  constructor(
    private readonly config: DenseNetConfig,
    labels: number,
  ) {
    super()
    const { stem, growth } = config
    const ends = widths(config)
    const parts = config.blocks.flatMap((layers, place): [string, DenseBlock | Transition][] => [
      [
        `denseblock${place + 1}`,
        denseBlock(place === 0 ? stem : Math.floor(ends[place - 1]! / 2), layers, growth),
      ],
      ...(place < ends.length - 1
        ? [[`transition${place + 1}`, new Transition(ends[place]!)] satisfies [string, Transition]]
        : []),
    ])
    this.blocks = config.blocks.length
    this.features = {
      conv0: convolution(3, stem, 7, 2),
      norm0: new BatchNorm(stem),
      ...Object.fromEntries(parts),
      norm5: new BatchNorm(densenetFeatures(config)),
    }
    this.classifier = new Linear(densenetFeatures(config), labels)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const { conv0, norm0, norm5 } = this.features
    const stem = relu(norm0.forward(conv0.forward(pixels), context))
    let x = maxPool(stem, [3, 3], { stride: 2, padding: 1 })
    for (let place = 1; place <= this.blocks; place++) {
      x = through(this.features[`denseblock${place}`] as DenseBlock, x, context)
      const transition = this.features[`transition${place}`]
      if (transition instanceof Transition) x = transition.forward(x, context)
    }
    const features = new GlobalAveragePool().forward(relu(norm5.forward(x, context)))
    return { features, logits: this.classifier.forward(context.dropout(features, this.config.dropout ?? 0)) }
  }
}

/** The published networks by name. */
export const densenets: Readonly<Record<string, DenseNetConfig>> = {
  densenet121: { blocks: [6, 12, 24, 16], growth: 32, stem: 64 },
  densenet161: { blocks: [6, 12, 36, 24], growth: 48, stem: 96 },
  densenet169: { blocks: [6, 12, 32, 32], growth: 32, stem: 64 },
  densenet201: { blocks: [6, 12, 48, 32], growth: 32, stem: 64 },
}

/** The paths of its parameters, from the pixels to the head. */
export const densenetStages = [
  /^features\.(conv0|norm0)\./,
  /^features\.(denseblock|transition)1\./,
  /^features\.(denseblock|transition)2\./,
  /^features\.(denseblock|transition)3\./,
  /^features\.(denseblock4|norm5)\./,
  /^classifier\./,
] as const

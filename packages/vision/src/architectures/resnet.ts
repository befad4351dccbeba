import {
  add,
  averagePool,
  BatchNorm,
  Convolution,
  type ForwardContext,
  GlobalAveragePool,
  heNormal,
  inference,
  Linear,
  Module,
  maxPool,
  relu,
  Sequential,
  type Tensor,
} from '@graftjs/core'
import type { PictureClassifier, PictureResult } from './architecture'

/**
 * ResNet (He et al., arXiv:1512.03385), ResNeXt (Xie et al., arXiv:1611.05431) and ResNet-D (He et al.,
 * arXiv:1812.01187), under the names of torchvision and timm.
 */
export interface ResNetConfig {
  /** Blocks of the four stages. */
  readonly blocks: readonly number[]
  /** Blocks of two 3 × 3 convolutions, or of three with a narrow 3 × 3 between. */
  readonly kind: 'basic' | 'bottleneck'
  /** Channels of the first stage's 3 × 3 convolutions; each stage doubles them. Default 64. */
  readonly planes?: number
  /** ResNeXt: groups of the 3 × 3 convolution, each with so many channels at the first stage. Default 1 of 64. */
  readonly groups?: number
  readonly groupWidth?: number
  /** ResNet-D: a stem of three 3 × 3 convolutions, and shortcuts that average before they project. Default false. */
  readonly deep?: boolean
  readonly dropout?: number
}

const convolution = (inputs: number, outputs: number, kernel: number, { stride = 1, groups = 1 } = {}) =>
  new Convolution(inputs, outputs, [kernel, kernel], {
    stride,
    groups,
    padding: (kernel - 1) / 2,
    weight: heNormal({ mode: 'out' }),
    bias: false,
  })

/** Averages each 2 × 2, of which the last may stick out of the map. */
const halve = (x: Tensor): Tensor => {
  const over = x.shape.slice(2).map((size): [number, number] => [0, Number(size) % 2])
  return averagePool(x, [2, 2], { padding: over, countPadding: false })
}

const same = (x: Tensor): Tensor => x

/** What brings the input to the shape of a block's result; undefined where it has it. */
function shortcut(inputs: number, outputs: number, stride: number, deep: boolean): Sequential | undefined {
  if (stride === 1 && inputs === outputs) return undefined
  return deep
    ? new Sequential(stride > 1 ? halve : same, convolution(inputs, outputs, 1), new BatchNorm(outputs))
    : new Sequential(convolution(inputs, outputs, 1, { stride }), new BatchNorm(outputs))
}

interface BlockShape {
  readonly inputs: number
  /** Channels of the stage. */
  readonly planes: number
  readonly stride: number
}

class BasicBlock extends Module {
  readonly conv1: Convolution
  readonly bn1: BatchNorm
  readonly conv2: Convolution
  readonly bn2: BatchNorm
  readonly downsample: Sequential | undefined

  constructor({ inputs, planes, stride }: BlockShape, { deep = false }: ResNetConfig) {
    super()
    this.conv1 = convolution(inputs, planes, 3, { stride })
    this.bn1 = new BatchNorm(planes)
    this.conv2 = convolution(planes, planes, 3)
    this.bn2 = new BatchNorm(planes)
    this.downsample = shortcut(inputs, planes, stride, deep)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const first = relu(this.bn1.forward(this.conv1.forward(x), context))
    const second = this.bn2.forward(this.conv2.forward(first), context)
    return relu(add(second, this.downsample ? this.downsample.forward(x, context) : x))
  }
}

class Bottleneck extends Module {
  readonly conv1: Convolution
  readonly bn1: BatchNorm
  readonly conv2: Convolution
  readonly bn2: BatchNorm
  readonly conv3: Convolution
  readonly bn3: BatchNorm
  readonly downsample: Sequential | undefined

  constructor(
    { inputs, planes, stride }: BlockShape,
    { groups = 1, groupWidth = 64, deep = false }: ResNetConfig,
  ) {
    super()
    const width = Math.floor((planes * groupWidth) / 64) * groups
    const outputs = planes * EXPANSION.bottleneck
    this.conv1 = convolution(inputs, width, 1)
    this.bn1 = new BatchNorm(width)
    this.conv2 = convolution(width, width, 3, { stride, groups })
    this.bn2 = new BatchNorm(width)
    this.conv3 = convolution(width, outputs, 1)
    this.bn3 = new BatchNorm(outputs)
    this.downsample = shortcut(inputs, outputs, stride, deep)
  }

  forward(x: Tensor, context: ForwardContext): Tensor {
    const first = relu(this.bn1.forward(this.conv1.forward(x), context))
    const second = relu(this.bn2.forward(this.conv2.forward(first), context))
    const third = this.bn3.forward(this.conv3.forward(second), context)
    return relu(add(third, this.downsample ? this.downsample.forward(x, context) : x))
  }
}

const BLOCKS = { basic: BasicBlock, bottleneck: Bottleneck }
/** Channels of the stem. */
const STEM = 64
const EXPANSION = { basic: 1, bottleneck: 4 }

type Stage = readonly (BasicBlock | Bottleneck)[]

/** Elements of a picture's features. */
export const resnetFeatures = ({ kind, planes = 64 }: ResNetConfig): number => 8 * planes * EXPANSION[kind]

export class ResNet extends Module implements PictureClassifier {
  readonly conv1: Convolution | Sequential
  readonly bn1: BatchNorm
  readonly layer1: Stage
  readonly layer2: Stage
  readonly layer3: Stage
  readonly layer4: Stage
  readonly fc: Linear

  constructor(
    private readonly config: ResNetConfig,
    labels: number,
  ) {
    super()
    this.conv1 = config.deep ? deepStem() : convolution(3, STEM, 7, { stride: 2 })
    this.bn1 = new BatchNorm(STEM)
    this.layer1 = stage(config, 0)
    this.layer2 = stage(config, 1)
    this.layer3 = stage(config, 2)
    this.layer4 = stage(config, 3)
    this.fc = new Linear(resnetFeatures(config), labels)
  }

  forward(pixels: Tensor, context: ForwardContext = inference()): PictureResult {
    const stem = relu(this.bn1.forward(this.conv1.forward(pixels, context), context))
    const deep = [this.layer1, this.layer2, this.layer3, this.layer4]
      .flat()
      .reduce((x, block) => block.forward(x, context), maxPool(stem, [3, 3], { stride: 2, padding: 1 }))
    const features = new GlobalAveragePool().forward(deep)
    return { features, logits: this.fc.forward(context.dropout(features, this.config.dropout ?? 0)) }
  }
}

const deepStem = (): Sequential =>
  new Sequential(
    convolution(3, 32, 3, { stride: 2 }),
    new BatchNorm(32),
    relu,
    convolution(32, 32, 3),
    new BatchNorm(32),
    relu,
    convolution(32, STEM, 3),
  )

function stage(config: ResNetConfig, place: number): Stage {
  const { kind, planes: first = 64 } = config
  const planes = first * 2 ** place
  const outputs = planes * EXPANSION[kind]
  const inputs = place === 0 ? STEM : outputs / 2
  const Block = BLOCKS[kind]
  return Array.from({ length: config.blocks[place]! }, (_, block) =>
    block === 0
      ? new Block({ inputs, planes, stride: place === 0 ? 1 : 2 }, config)
      : new Block({ inputs: outputs, planes, stride: 1 }, config),
  )
}

const depths = {
  18: { blocks: [2, 2, 2, 2], kind: 'basic' },
  34: { blocks: [3, 4, 6, 3], kind: 'basic' },
  50: { blocks: [3, 4, 6, 3], kind: 'bottleneck' },
  101: { blocks: [3, 4, 23, 3], kind: 'bottleneck' },
  152: { blocks: [3, 8, 36, 3], kind: 'bottleneck' },
} as const

/** The published networks by name. */
export const resnets: Readonly<Record<string, ResNetConfig>> = {
  ...Object.fromEntries(Object.entries(depths).map(([depth, config]) => [`resnet${depth}`, config])),
  ...Object.fromEntries(
    Object.entries(depths).map(([depth, config]) => [`resnet${depth}d`, { ...config, deep: true }]),
  ),
  resnext50_32x4d: { ...depths[50], groups: 32, groupWidth: 4 },
  resnext101_32x4d: { ...depths[101], groups: 32, groupWidth: 4 },
  resnext101_32x8d: { ...depths[101], groups: 32, groupWidth: 8 },
  resnext101_64x4d: { ...depths[101], groups: 64, groupWidth: 4 },
}

/** The paths of its parameters, from the pixels to the head. */
export const resnetStages = [
  /^(conv1|bn1)\./,
  /^layer1\./,
  /^layer2\./,
  /^layer3\./,
  /^layer4\./,
  /^fc\./,
] as const

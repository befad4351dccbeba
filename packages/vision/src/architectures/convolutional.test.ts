import type { Engine } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { checkArchitecture } from '../../fixtures/check-architecture'
import { AlexNet } from './alexnet'
import type { PictureClassifier } from './architecture'
import { architectureOf } from './architecture-of'
import { DenseNet } from './densenet'
import { EfficientNet } from './efficientnet'
import { InceptionV3 } from './inception-v3'
import { LeNet } from './lenet'
import { MobileNetV3 } from './mobilenet-v3'
import { ResNet, type ResNetConfig } from './resnet'
import { Vgg } from './vgg'

const resnet = (config: Omit<ResNetConfig, 'blocks'>) => (labels: number) =>
  new ResNet({ blocks: [2, 1, 1, 1], planes: 16, ...config }, labels)

const mobilenet = {
  model_type: 'mobilenet_v2',
  depth_multiplier: 0.35,
  image_size: 64,
  classifier_dropout_prob: 0,
}

/** Small ones, whose reference in make_architectures.py is torchvision's or timm's class with the same settings. */
const models: Readonly<Record<string, (labels: number) => PictureClassifier>> = {
  lenet: (labels) => new LeNet({}, labels),
  alexnet: (labels) => new AlexNet({ hidden: 16, dropout: 0 }, labels),
  vgg: (labels) =>
    new Vgg(
      { stages: [[8], [16], [16, 16], [24, 24], [24]], batchNorm: true, hidden: 16, dropout: 0 },
      labels,
    ),
  inception_v3: (labels) => new InceptionV3({ narrowing: 16 }, labels),
  resnet_basic: resnet({ kind: 'basic' }),
  resnext: resnet({ kind: 'bottleneck', groups: 4, groupWidth: 16 }),
  resnet_deep: resnet({ kind: 'bottleneck', deep: true }),
  mobilenet_v2: architectureOf(mobilenet, 'config.json').create,
  mobilenetv3: (labels) => new MobileNetV3({ size: 'small', width: 0.5, tensorFlow: false }, labels),
  efficientnet: (labels) =>
    new EfficientNet({ width: 0.25, depth: 0.1, lite: false, tensorFlow: false }, labels),
  efficientnet_lite: (labels) =>
    new EfficientNet({ width: 0.25, depth: 0.1, lite: true, tensorFlow: true }, labels),
  densenet: (labels) => new DenseNet({ blocks: [2, 2, 2, 2], growth: 8, stem: 16 }, labels),
}

describe('convolutional networks', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it.each(Object.entries(models))(
    '%s gives the logits, gradients and statistics of PyTorch',
    async (name, create) => {
      await checkArchitecture(name, create, engine)
    },
  )
})

import type { ReadArchitecture } from './architecture'
import { DenseNet, densenetFeatures, densenetStages, densenets } from './densenet'
import { EfficientNet, efficientNetFeatures, efficientNetSizes, efficientNetStages } from './efficientnet'
import { InceptionV3, inceptionV3Features, inceptionV3Stages } from './inception-v3'
import { MobileNetV3, mobileNetsV3, mobileNetV3Features, mobileNetV3Stages } from './mobilenet-v3'
import { type NamedModel, named, namedArchitecture } from './named-model'
import { centred, imageNet } from './preprocessor'
import { ResNet, resnetFeatures, resnetStages, resnets } from './resnet'

const crop224 = { size: 224, crop: 0.875, ...imageNet } as const

/** A table with each entry once as PyTorch trained it and once, with `tf_` before its name, as TensorFlow did. */
const bothWays = <Config>(configs: Readonly<Record<string, Config>>) =>
  Object.fromEntries(
    Object.entries(configs).flatMap(([name, config]) => [
      [name, { ...config, tensorFlow: false }],
      [`tf_${name}`, { ...config, tensorFlow: true }],
    ]),
  ) as Record<string, Config & { readonly tensorFlow: boolean }>

/** Models by timm's names. A new family is a file and a line here. */
export const timmModels: Readonly<Record<string, NamedModel>> = {
  ...named(resnets, (config) => ({
    features: resnetFeatures(config),
    seeing: { ...crop224, interpolation: config.deep ? 'bicubic' : 'bilinear' },
    head: /^fc\./,
    stages: resnetStages,
    create: (labels, rates) => new ResNet({ ...config, ...rates }, labels),
  })),
  ...named(bothWays(efficientNetSizes), ({ size, crop, ...config }) => ({
    features: efficientNetFeatures(config),
    seeing: { size, crop, ...(config.tensorFlow && config.lite ? centred : imageNet) },
    head: /^classifier\./,
    stages: efficientNetStages,
    create: (labels, rates) => new EfficientNet({ ...config, ...rates }, labels),
  })),
  ...named(bothWays(mobileNetsV3), (config) => ({
    features: mobileNetV3Features(config),
    seeing: { ...crop224, ...(config.tensorFlow ? centred : imageNet) },
    head: /^classifier\./,
    stages: mobileNetV3Stages,
    create: (labels, rates) => new MobileNetV3({ ...config, ...rates }, labels),
  })),
  ...named(densenets, (config) => ({
    features: densenetFeatures(config),
    seeing: crop224,
    head: /^classifier\./,
    stages: densenetStages,
    create: (labels, rates) => new DenseNet({ ...config, ...rates }, labels),
  })),
  ...named({ inception_v3: {} }, (config) => ({
    features: inceptionV3Features(config),
    seeing: { size: 299, crop: 0.875, ...imageNet },
    head: /^fc\./,
    stages: inceptionV3Stages,
    create: (labels, rates) => new InceptionV3({ ...config, ...rates }, labels),
  })),
}

/** Reads a `config.json` of `model_type: timm_wrapper`, by which transformers opens timm's models. */
export const timmWrapper: ReadArchitecture = (json, where) =>
  namedArchitecture(timmModels, json, where, {
    name: 'timm',
    className: 'TimmWrapperForImageClassification',
    processor: 'TimmWrapperImageProcessor',
    // Training alone uses Inception's second head.
    pathOf: (name) => (/\bAuxLogits\./.test(name) ? undefined : name.replace(/^timm_model\./, '')),
  })

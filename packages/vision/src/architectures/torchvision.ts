import { AlexNet, alexnetStages } from './alexnet'
import type { ReadArchitecture } from './architecture'
import { type NamedModel, named, namedArchitecture } from './named-model'
import { imageNet } from './preprocessor'
import { timmModels } from './timm'
import { Vgg, vggFeatures, vggStages, vggs } from './vgg'

const seeing = { size: 224, crop: 0.875, interpolation: 'bilinear', ...imageNet } as const

/** Whose parameters torchvision and timm name alike. */
const likeTimm = Object.fromEntries(
  Object.entries(timmModels)
    .filter(([name]) => /^(resnet\d+|resnext.*|densenet.*|inception_v3)$/.test(name))
    .map(([name, model]): [string, NamedModel] => [
      name,
      { ...model, seeing: { ...model.seeing, interpolation: 'bilinear' } },
    ]),
)

/** Models by torchvision's names. A new family is a file and a line here. */
const torchvisionModels: Readonly<Record<string, NamedModel>> = {
  ...likeTimm,
  ...named({ alexnet: {} }, (config) => ({
    features: 4096,
    seeing,
    head: /^classifier\.6\./,
    stages: alexnetStages,
    create: (labels, { dropout = 0.5 }) => new AlexNet({ ...config, dropout }, labels),
  })),
  ...named(vggs, (config) => ({
    features: vggFeatures(config),
    seeing,
    head: /^classifier\.6\./,
    stages: vggStages(config),
    create: (labels, { dropout = 0.5 }) => new Vgg({ ...config, dropout }, labels),
  })),
}

/** Reads a `config.json` of `model_type: torchvision`, Graft's own way to say which of torchvision's models it is. */
export const torchvision: ReadArchitecture = (json, where) =>
  namedArchitecture(torchvisionModels, json, where, {
    name: 'torchvision',
    className: 'torchvision',
    processor: 'ViTImageProcessor',
    pathOf: (name) => (/\bAuxLogits\./.test(name) ? undefined : name),
  })

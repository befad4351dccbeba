import { GraftError } from '@graftjs/base'
import type { PictureClassifier, ReadArchitecture } from './architecture'
import { EfficientNet, efficientNetFeatures, efficientNetSizes, efficientNetStages } from './efficientnet'
import { centred, imageNet, preprocessorOf, type Seeing } from './preprocessor'

/** A model of timm by one of its names. */
export interface TimmModel {
  readonly features: number
  readonly seeing: Seeing
  readonly head: RegExp
  readonly stages: readonly RegExp[]
  /** `dropout` before the head, and stochastic depth. */
  create(labels: number, rates: { readonly dropout: number; readonly dropPath: number }): PictureClassifier
}

const efficientNets = Object.fromEntries(
  Object.entries(efficientNetSizes).flatMap(([name, { width, depth, lite, size, crop }]) =>
    [false, true].map((tensorFlow): [string, TimmModel] => {
      const config = { width, depth, lite, tensorFlow }
      return [
        tensorFlow ? `tf_${name}` : name,
        {
          features: efficientNetFeatures(config),
          seeing: { size, crop, ...(tensorFlow && lite ? centred : imageNet) },
          head: /^classifier\./,
          stages: efficientNetStages,
          create: (labels, rates) => new EfficientNet({ ...config, ...rates }, labels),
        },
      ]
    }),
  ),
)

/** Models by timm's names. A new family is a file and a line here. */
const timmModels: Readonly<Record<string, TimmModel>> = { ...efficientNets }

/** Reads a `config.json` of `model_type: timm_wrapper`, by which transformers opens timm's models. */
export const timmWrapper: ReadArchitecture = (json, where) => {
  const { architecture, model_args: settings, pretrained_cfg: pretrained } = json
  // A tag behind a dot says which weights, not which layers.
  const name = typeof architecture === 'string' ? architecture.split('.')[0]! : ''
  const model = Object.hasOwn(timmModels, name) ? timmModels[name] : undefined
  if (!model) throw unknown(architecture, where)
  const seeing = { ...model.seeing, ...seeingOf(isObject(pretrained) ? pretrained : {}) }
  const rates = isObject(settings) ? settings : {}
  return {
    className: 'TimmWrapperForImageClassification',
    features: model.features,
    size: seeing.size,
    preprocessor: preprocessorOf('TimmWrapperImageProcessor', seeing),
    head: model.head,
    stages: model.stages,
    create: (labels) =>
      model.create(labels, {
        dropout: shareOf(rates['drop_rate']),
        dropPath: shareOf(rates['drop_path_rate']),
      }),
    pathOf: (path) => path.replace(/^timm_model\./, ''),
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shareOf = (value: unknown): number => (typeof value === 'number' && value > 0 && value < 1 ? value : 0)

/** What timm's `pretrained_cfg` says of how the weights were taught to see. */
function seeingOf(pretrained: Readonly<Record<string, unknown>>): Partial<Seeing> {
  const { input_size: shape, crop_pct: crop, interpolation, mean, std } = pretrained
  const size = Array.isArray(shape) ? shape.at(-1) : undefined
  return {
    ...(typeof size === 'number' ? { size } : {}),
    ...(typeof crop === 'number' ? { crop } : {}),
    ...(interpolation === 'bilinear' || interpolation === 'bicubic' ? { interpolation } : {}),
    ...(isColour(mean) ? { mean } : {}),
    ...(isColour(std) ? { deviation: std } : {}),
  }
}

const isColour = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length === 3 && value.every((channel) => typeof channel === 'number')

const unknown = (architecture: unknown, where: string): GraftError =>
  new GraftError('unsupported', {
    what: `Graft does not have timm's model ${JSON.stringify(architecture)}.`,
    where,
    fix: `Use one of ${Object.keys(timmModels).join(', ')}.`,
  })

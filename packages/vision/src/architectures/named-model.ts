import { GraftError } from '@graftjs/base'
import type { Architecture, Json, PictureClassifier } from './architecture'
import { preprocessorOf, type Seeing } from './preprocessor'

/** A model of a library that knows its models by name. */
export interface NamedModel {
  readonly features: number
  readonly seeing: Seeing
  readonly head: RegExp
  readonly stages: readonly RegExp[]
  create(labels: number, rates: Rates): PictureClassifier
}

/** Of training: dropout before the head, and stochastic depth. Undefined: the model's own. */
export interface Rates {
  readonly dropout?: number
  readonly dropPath?: number
}

/** The same entry for every config of a table. */
export const named = <Config>(
  configs: Readonly<Record<string, Config>>,
  entry: (config: Config) => NamedModel,
): Record<string, NamedModel> =>
  Object.fromEntries(Object.entries(configs).map(([name, config]) => [name, entry(config)]))

/** What is told of a library's models beside the table. */
interface Library {
  readonly name: string
  readonly className: string
  readonly processor: string
  pathOf(name: string): string | undefined
}

/** The model that a `config.json` names, with what it says of training and of how pictures are prepared. */
export function namedArchitecture(
  models: Readonly<Record<string, NamedModel>>,
  { architecture, model_args: settings, pretrained_cfg: pretrained }: Json,
  where: string,
  library: Library,
): Architecture {
  // A tag behind a dot says which weights, not which layers.
  const name = typeof architecture === 'string' ? architecture.split('.')[0]! : ''
  const model = Object.hasOwn(models, name) ? models[name] : undefined
  if (!model) {
    throw new GraftError('unsupported', {
      what: `Graft does not have ${library.name}'s model ${JSON.stringify(architecture)}.`,
      where,
      fix: `Use one of ${Object.keys(models).join(', ')}.`,
    })
  }
  const seeing = { ...model.seeing, ...seeingOf(isObject(pretrained) ? pretrained : {}) }
  const rates = ratesOf(isObject(settings) ? settings : {})
  return {
    className: library.className,
    features: model.features,
    size: seeing.size,
    preprocessor: preprocessorOf(library.processor, seeing),
    head: model.head,
    stages: model.stages,
    create: (labels) => model.create(labels, rates),
    pathOf: library.pathOf,
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isShare = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1

function ratesOf({ drop_rate: dropout, drop_path_rate: dropPath }: Json): Rates {
  return { ...(isShare(dropout) ? { dropout } : {}), ...(isShare(dropPath) ? { dropPath } : {}) }
}

/** What timm's `pretrained_cfg` says of how the weights were taught to see. */
function seeingOf({ input_size: shape, crop_pct: crop, interpolation, mean, std }: Json): Partial<Seeing> {
  const size: unknown = Array.isArray(shape) ? shape.at(-1) : undefined
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

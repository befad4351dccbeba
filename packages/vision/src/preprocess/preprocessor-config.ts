import { GraftError } from '@graftjs/base'
import {
  type ConfiguredSize,
  type ProcessorKind,
  type ProcessorName,
  processorKinds,
  type Triple,
} from './processor-kinds'
import { type Resampling, resamplings } from './resampling'

/** What is done to a picture before a model reads it, in this order: resize, crop, rescale, normalise. */
export interface PreprocessorSettings {
  /** Which of Hugging Face's processors this is: some have a step of their own. */
  readonly type: ProcessorName
  readonly resize: boolean
  readonly size: ConfiguredSize
  readonly resampling: Resampling
  readonly centerCrop: boolean
  /** Undefined where nothing is cropped. */
  readonly cropSize: { readonly height: number; readonly width: number } | undefined
  readonly rescale: boolean
  /** 1/255 makes 0 to 1 of bytes. */
  readonly rescaleFactor: number
  readonly normalize: boolean
  readonly mean: Triple
  readonly deviation: Triple
  /** ConvNeXT's `crop_pct`. */
  readonly cropFraction: number | undefined
  /** EfficientNet's `include_top`: divides by the deviation once more. */
  readonly includeTop: boolean
  /** EfficientNet's `rescale_offset`: subtracts 1 after rescaling. */
  readonly rescaleOffset: boolean
  readonly flipChannelOrder: boolean
}

const where = 'preprocessor_config.json'

/**
 * Reads the content of a `preprocessor_config.json`. What it is silent about is what the processor of its type does.
 *
 * @throws GraftError `invalid-file` where a value is not usable, `unsupported` for a type or a step that is not known.
 */
export function readConfig(config: unknown): PreprocessorSettings {
  if (!isRecord(config)) throw unusable('The configuration', config, 'an object')
  const type = typeOf(config)
  const kind: ProcessorKind = processorKinds[type]
  if (config['do_pad'] === true) {
    throw new GraftError('unsupported', {
      what: 'The preprocessor pads pictures (do_pad).',
      where,
      fix: 'Take a model whose preprocessor resizes or crops to one size.',
    })
  }
  const resample = config['resample'] ?? resamplings.indexOf(kind.resampling)
  const resampling = resamplings[numberOf({ resample }, 'resample', 0)]
  if (!resampling) throw unusable('resample', resample, 'a number from 0 to 5, as Pillow counts its filters')
  const flag = (key: string, silent: boolean) => flagOf(config, key, silent)
  const centerCrop = flag('do_center_crop', kind.centerCrop)
  const cropSize = exactSize(config['crop_size'] ?? kind.cropSize, 'crop_size')
  if (centerCrop && !cropSize) throw unusable('crop_size', undefined, 'given where do_center_crop is true')
  return {
    type,
    resize: flag('do_resize', true),
    size: config['size'] == null ? kind.size : sizeOf(config['size'], config['max_size'], kind),
    resampling,
    centerCrop,
    cropSize,
    rescale: flag('do_rescale', true),
    rescaleFactor: numberOf(config, 'rescale_factor', 1 / 255),
    normalize: kind.normalizes && flag('do_normalize', true),
    mean: tripleOf(config, 'image_mean', kind.mean),
    deviation: tripleOf(config, 'image_std', kind.deviation),
    cropFraction: kind.cropFraction && numberOf(config, 'crop_pct', kind.cropFraction),
    includeTop: kind.includeTop !== undefined && flag('include_top', kind.includeTop),
    rescaleOffset: kind.rescaleOffset !== undefined && flag('rescale_offset', kind.rescaleOffset),
    flipChannelOrder:
      kind.flipChannelOrder !== undefined && flag('do_flip_channel_order', kind.flipChannelOrder),
  }
}

/** What `preprocessor_config.json` holds of these settings: every key, so that no reader has to guess. */
export function writeConfig(settings: PreprocessorSettings): Record<string, unknown> {
  const { size, type, cropFraction } = settings
  const kind: ProcessorKind = processorKinds[type]
  return {
    image_processor_type: `${type}ImageProcessor`,
    do_convert_rgb: true,
    do_resize: settings.resize,
    size:
      size.kind === 'exact'
        ? { height: size.height, width: size.width }
        : { shortest_edge: size.edge, ...(size.longest === undefined ? {} : { longest_edge: size.longest }) },
    resample: resamplings.indexOf(settings.resampling),
    ...(cropFraction === undefined ? {} : { crop_pct: cropFraction }),
    do_center_crop: settings.centerCrop,
    ...(settings.cropSize ? { crop_size: settings.cropSize } : {}),
    do_rescale: settings.rescale,
    rescale_factor: settings.rescaleFactor,
    ...(kind.rescaleOffset === undefined ? {} : { rescale_offset: settings.rescaleOffset }),
    do_normalize: settings.normalize,
    image_mean: [...settings.mean],
    image_std: [...settings.deviation],
    ...(kind.includeTop === undefined ? {} : { include_top: settings.includeTop }),
    ...(kind.flipChannelOrder === undefined ? {} : { do_flip_channel_order: settings.flipChannelOrder }),
  }
}

/** Old files say `feature_extractor_type` and `ViTFeatureExtractor`; `Fast` and `Pil` only tell how it computes. */
function typeOf(config: Readonly<Record<string, unknown>>): ProcessorName {
  const found = config['image_processor_type'] ?? config['feature_extractor_type']
  const name = String(found).replace(/(ImageProcessor|FeatureExtractor)(Fast|Pil)?$/, '')
  if (isKnown(name)) return name
  throw new GraftError('unsupported', {
    what: `The preprocessor is a ${found === undefined ? 'file without image_processor_type' : String(found)}.`,
    where,
    fix: `Known are: ${Object.keys(processorKinds).join(', ')}, each followed by ImageProcessor.`,
    details: { type: found },
  })
}

const isKnown = (name: string): name is ProcessorName => Object.hasOwn(processorKinds, name)

function sizeOf(size: unknown, longest: unknown, kind: ProcessorKind): ConfiguredSize {
  if (typeof size === 'number') {
    const edge = pixels(size, 'size')
    if (kind.square) return { kind: 'exact', height: edge, width: edge }
    return {
      kind: 'shortest-edge',
      edge,
      ...(longest == null ? {} : { longest: pixels(longest, 'max_size') }),
    }
  }
  if (isRecord(size) && 'shortest_edge' in size) {
    const edge = pixels(size['shortest_edge'], 'size.shortest_edge')
    if (size['longest_edge'] == null) return { kind: 'shortest-edge', edge }
    return { kind: 'shortest-edge', edge, longest: pixels(size['longest_edge'], 'size.longest_edge') }
  }
  const exact = exactSize(size, 'size')
  if (!exact) throw unusable('size', size, 'a size')
  return { kind: 'exact', ...exact }
}

function exactSize(size: unknown, key: string): { height: number; width: number } | undefined {
  if (size == null) return undefined
  if (typeof size === 'number') return { height: pixels(size, key), width: pixels(size, key) }
  const [height, width] = Array.isArray(size) ? size : isRecord(size) ? [size['height'], size['width']] : []
  return { height: pixels(height, `${key}.height`), width: pixels(width, `${key}.width`) }
}

/** No model reads larger pictures; a file that asks for more is damaged or hostile. */
const MOST_PIXELS = 16_384

function pixels(value: unknown, key: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_PIXELS) return value
  throw unusable(key, value, `a whole number from 1 to ${MOST_PIXELS}`)
}

function numberOf(config: Readonly<Record<string, unknown>>, key: string, silent: number): number {
  const value = config[key] ?? silent
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw unusable(key, value, 'a finite number that is not negative')
}

function flagOf(config: Readonly<Record<string, unknown>>, key: string, silent: boolean): boolean {
  const value = config[key] ?? silent
  if (typeof value === 'boolean') return value
  throw unusable(key, value, 'true or false')
}

function tripleOf(config: Readonly<Record<string, unknown>>, key: string, silent: Triple): Triple {
  const value = config[key] ?? silent
  const list: unknown[] = Array.isArray(value) ? value : [value, value, value]
  const [red, green, blue] = list.filter((v) => typeof v === 'number' && Number.isFinite(v)).map(Number)
  if (list.length === 3 && red !== undefined && green !== undefined && blue !== undefined) {
    if (key !== 'image_std' || (red > 0 && green > 0 && blue > 0)) return [red, green, blue]
  }
  throw unusable(key, value, 'three numbers, for red, green and blue (a deviation above 0)')
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function unusable(key: string, value: unknown, wanted: string): GraftError {
  return new GraftError('invalid-file', {
    what: `${key} is ${JSON.stringify(value) ?? 'not there'}, but it must be ${wanted}.`,
    where,
    fix: 'Take the file that belongs to the model, unchanged.',
    details: { key },
  })
}

import type { Resampling } from './resampling'

/** What a processor of Hugging Face does where its configuration is silent, and what is particular to its kind. */
export interface ProcessorKind {
  readonly size: ConfiguredSize
  /** Whether a `size` that is one number means a square rather than the shortest edge. */
  readonly square: boolean
  readonly cropSize?: { readonly height: number; readonly width: number }
  readonly centerCrop: boolean
  readonly resampling: Resampling
  readonly mean: Triple
  readonly deviation: Triple
  /** ConvNeXT below 384: resizes the shortest edge to `size / cropFraction`, then crops to `size`. */
  readonly cropFraction?: number
  /** EfficientNet divides by the standard deviation once more. */
  readonly includeTop?: boolean
  /** EfficientNet may subtract 1 after rescaling. */
  readonly rescaleOffset?: boolean
  /** MobileViT's models read blue, green, red. */
  readonly flipChannelOrder?: boolean
  /** MobileViT leaves mean and deviation alone, whatever its configuration says. */
  readonly normalizes: boolean
}

export type Triple = readonly [number, number, number]

export type ConfiguredSize =
  | { readonly kind: 'exact'; readonly height: number; readonly width: number }
  | { readonly kind: 'shortest-edge'; readonly edge: number; readonly longest?: number }

const imagenetMean: Triple = [0.485, 0.456, 0.406]
const imagenetDeviation: Triple = [0.229, 0.224, 0.225]
const standard: Triple = [0.5, 0.5, 0.5]
const clipMean: Triple = [0.48145466, 0.4578275, 0.40821073]
const clipDeviation: Triple = [0.26862954, 0.26130258, 0.27577711]

const half = { mean: standard, deviation: standard, normalizes: true } as const
const squareOf = (edge: number) => ({ height: edge, width: edge })
const exactly = (edge: number): ConfiguredSize => ({ kind: 'exact', ...squareOf(edge) })
const shortest = (edge: number): ConfiguredSize => ({ kind: 'shortest-edge', edge })

const clip: ProcessorKind = {
  size: shortest(224),
  square: false,
  cropSize: squareOf(224),
  centerCrop: true,
  resampling: 'bicubic',
  mean: clipMean,
  deviation: clipDeviation,
  normalizes: true,
}

const mobileNet: ProcessorKind = {
  ...half,
  size: shortest(256),
  square: false,
  cropSize: squareOf(224),
  centerCrop: true,
  resampling: 'bilinear',
}

/** By the name before `ImageProcessor`, after transformers 5.24.0. The next kind is one entry. */
export const processorKinds = {
  Beit: {
    ...half,
    size: exactly(224),
    square: true,
    cropSize: squareOf(224),
    centerCrop: false,
    resampling: 'bicubic',
  },
  Bit: clip,
  CLIP: clip,
  ConvNext: {
    ...half,
    size: shortest(384),
    square: false,
    centerCrop: false,
    resampling: 'bicubic',
    cropFraction: 224 / 256,
  },
  DeiT: {
    ...half,
    size: exactly(256),
    square: true,
    cropSize: squareOf(224),
    centerCrop: true,
    resampling: 'bicubic',
  },
  EfficientNet: {
    ...half,
    size: exactly(346),
    square: true,
    cropSize: squareOf(289),
    centerCrop: false,
    resampling: 'bicubic',
    includeTop: true,
    rescaleOffset: false,
  },
  MobileNetV1: mobileNet,
  MobileNetV2: mobileNet,
  MobileViT: {
    ...half,
    size: shortest(224),
    square: false,
    cropSize: squareOf(256),
    centerCrop: true,
    resampling: 'bicubic',
    flipChannelOrder: true,
    normalizes: false,
  },
  Siglip: {
    ...half,
    size: exactly(224),
    square: false,
    centerCrop: false,
    resampling: 'bicubic',
  },
  ViT: { ...half, size: exactly(224), square: true, centerCrop: false, resampling: 'bilinear' },
} as const satisfies Record<string, ProcessorKind>

export type ProcessorName = keyof typeof processorKinds

/** ImageNet's usual mean and standard deviation of red, green and blue, for pictures of 0 to 1. */
export const imagenet = { mean: imagenetMean, deviation: imagenetDeviation } as const

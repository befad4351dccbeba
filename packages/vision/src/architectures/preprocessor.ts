import type { Json } from './architecture'

/** How a model was taught to see pictures. */
export interface Seeing {
  /** The side of its input in pixels. */
  readonly size: number
  /** The part of the resized picture's shorter side that is cut out of its middle. 1: nothing is cut off. */
  readonly crop?: number
  readonly interpolation?: keyof typeof resample
  /** Of red, green and blue between 0 and 1. */
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/** What most networks were trained with: the statistics of ImageNet's pictures. */
export const imageNet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const

/** Pixels between -1 and 1. */
export const centred = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const

/** Pillow's numbers of filters. */
const resample = { bilinear: 2, bicubic: 3 } as const

/** The same as a `preprocessor_config.json`, which Python's transformers and transformers.js read. */
export function preprocessorOf(
  type: string,
  { size, crop = 1, interpolation = 'bicubic', mean, deviation }: Seeing,
): Json {
  const square = { height: size, width: size }
  return {
    image_processor_type: type,
    do_convert_rgb: true,
    do_resize: true,
    size: crop === 1 ? square : { shortest_edge: Math.floor(size / crop) },
    resample: resample[interpolation],
    do_center_crop: crop !== 1,
    crop_size: square,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: mean,
    image_std: deviation,
  }
}

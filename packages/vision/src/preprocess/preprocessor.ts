import { GraftError } from '@graftjs/base'
import type { Picture } from '../pictures/picture'
import { centerCrop } from './center-crop'
import { kernelNumbers, type Levels, plainNumbers } from './numbers'
import { type PreprocessorSettings, readConfig, writeConfig } from './preprocessor-config'
import { resize } from './resize'
import { type Size, targetSize } from './target-size'

/** ConvNeXT resizes straight to a square from this size on. */
const LARGE = 384

/**
 * What a model's `preprocessor_config.json` says is done to a picture before the model reads it, with the same
 * numbers as transformers with Pillow gives: resize, centre crop, rescale, normalise.
 *
 *     const preprocessor = Preprocessor.fromConfig(JSON.parse(text))
 *     const pixels = preprocessor.apply(await decodePicture('cat.jpg')) // Float32Array [3, height, width]
 */
export class Preprocessor {
  readonly settings: PreprocessorSettings
  readonly #levels: Levels

  constructor(settings: PreprocessorSettings) {
    this.settings = settings
    this.#levels = Float32Array.from(
      settings.mean.flatMap((mean, c) => levels(settings, mean, settings.deviation[c]!)),
    )
  }

  /**
   * @param config the parsed `preprocessor_config.json`; what it is silent about is what its `image_processor_type` does.
   * @throws GraftError `invalid-file` where a value is not usable, `unsupported` for a type that is not known.
   */
  static fromConfig(config: unknown): Preprocessor {
    return new Preprocessor(readConfig(config))
  }

  /** The content of `preprocessor_config.json`, every key written out. */
  toConfig(): Record<string, unknown> {
    return writeConfig(this.settings)
  }

  /** The size that every picture comes out with; undefined where it depends on the picture. */
  get outputSize(): Size | undefined {
    const { resize, size, centerCrop, cropSize, cropFraction } = this.settings
    if (centerCrop && cropSize) return cropSize
    if (!resize) return undefined
    if (size.kind === 'exact') return { height: size.height, width: size.width }
    return cropFraction === undefined ? undefined : { height: size.edge, width: size.edge }
  }

  /** The picture at the size that the model reads, still of bytes. */
  fit(picture: Picture): Picture {
    const { resize: resizes, centerCrop: crops, cropSize } = this.settings
    const resized = resizes ? this.#resize(picture) : picture
    return crops && cropSize ? centerCrop(resized, cropSize) : resized
  }

  /**
   * The numbers of a picture that has the right size already, for example from an augmentation: rescaled and
   * normalised, red before green before blue, `[3, height, width]`.
   *
   * @param out where to write them, at `offset`; a new array by default.
   */
  normalize(
    picture: Picture,
    out: Float32Array = new Float32Array(3 * picture.height * picture.width),
    offset = 0,
  ): Float32Array {
    const area = picture.height * picture.width
    const [first, last] = this.settings.flipChannelOrder ? [2 * area, 0] : [0, 2 * area]
    const planes = { out, red: offset + first, green: offset + area, blue: offset + last }
    if (!kernelNumbers(picture, this.#levels, planes)) plainNumbers(picture, this.#levels, planes)
    return out
  }

  /** What the model reads of a picture: `[3, height, width]`. */
  apply(picture: Picture): Float32Array {
    return this.normalize(this.fit(picture))
  }

  /**
   * What the model reads of several pictures: `data` of `shape` `[pictures, 3, height, width]`.
   *
   * @throws GraftError `shape-mismatch` where they do not come out with one size.
   */
  applyAll(pictures: readonly Picture[]): {
    data: Float32Array
    shape: readonly [number, 3, number, number]
  } {
    const { height, width } = (pictures[0] && this.#sizeAfter(pictures[0])) ?? { height: 0, width: 0 }
    const length = 3 * height * width
    const data = new Float32Array(pictures.length * length)
    for (const [at, picture] of pictures.entries()) {
      const fitted = this.fit(picture)
      if (fitted.height !== height || fitted.width !== width) {
        throw new GraftError('shape-mismatch', {
          what: `One picture comes out as ${fitted.width} × ${fitted.height}, the first as ${width} × ${height}.`,
          where: `picture ${at}`,
          fix: 'Crop (do_center_crop) or resize to a fixed height and width, or apply to one picture at a time.',
          details: { picture: at },
        })
      }
      this.normalize(fitted, data, at * length)
    }
    return { data, shape: [pictures.length, 3, height, width] }
  }

  #sizeAfter(picture: Picture): Size {
    const { resize, size } = this.settings
    return this.outputSize ?? (resize ? targetSize(picture, size) : picture)
  }

  #resize(picture: Picture): Picture {
    const { size, resampling, cropFraction } = this.settings
    if (cropFraction === undefined || size.kind === 'exact') {
      return resize(picture, { ...targetSize(picture, size), resampling })
    }
    const square = { height: size.edge, width: size.edge }
    if (size.edge >= LARGE) return resize(picture, { ...square, resampling })
    const edge = Math.trunc(size.edge / cropFraction)
    const whole = targetSize(picture, { kind: 'shortest-edge', edge })
    return centerCrop(resize(picture, { ...whole, resampling }), square)
  }
}

/** In float32 after each step, as transformers computes. */
function levels(settings: PreprocessorSettings, mean: number, deviation: number): number[] {
  const [mean32, deviation32] = [Math.fround(mean), Math.fround(deviation)]
  return Array.from({ length: 256 }, (_, level) => {
    let value = settings.rescale ? Math.fround(level * settings.rescaleFactor) : level
    if (settings.rescale && settings.rescaleOffset) value = Math.fround(value - 1)
    if (settings.normalize) value = Math.fround(Math.fround(value - mean32) / deviation32)
    return settings.includeTop ? Math.fround(value / deviation32) : value
  })
}

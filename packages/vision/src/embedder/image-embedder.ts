import { GraftError, type OnProgress } from '@graftjs/base'
import { checkBatchSize, checkDevice, checkInputs } from '@graftjs/classifier'
import type { Engine } from '@graftjs/core'
import { openModel } from '@graftjs/hub'
import { type Device, sharedOnnxEngine } from '@graftjs/onnx'
import { pictureInput } from '../classifier/picture-input'
import type { PictureSource } from '../pictures/picture-source'
import { type ClipModel, isClip, openClip } from '../zero-shot/clip-model'
import { type Backbone, classifierBackbone } from './backbone'
import { embedPictures } from './embed-pictures'
import { PictureCollection } from './picture-collection'

export interface EmbedderOptions {
  /** Where to compute. Default: the best device that works. */
  readonly device?: Device
  /** The side in pixels at which pictures are seen: smaller is faster. Default: what the model was made for; CLIP has but this. */
  readonly size?: number
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

export interface EmbedOptions {
  /** Pictures computed together. Default 32. */
  readonly batchSize?: number
  readonly signal?: AbortSignal
  readonly onProgress?: OnProgress
}

const defaultBatchSize = 32

/**
 * Turns pictures into vectors that are near for pictures that are alike: the features of a pretrained network.
 *
 *     const embedder = await ImageEmbedder.open()
 *     const holiday = await embedder.collect(paths)
 *     await holiday.similar(await embedder.embed('beach.jpg'), { k: 5 })
 *     await holiday.nearDuplicates()
 */
export class ImageEmbedder {
  private constructor(
    /** The model's name. */
    readonly model: string,
    private readonly backbone: Backbone | ClipModel,
    private readonly engine: Engine,
  ) {}

  /**
   * Opens a pretrained network, named by folder, bundled name or Hugging Face id; EfficientNet-Lite0 by default.
   *
   * @throws GraftError `not-found`, `invalid-file`, `unsupported`, `device-unavailable`, `aborted`.
   */
  static async open(
    model = 'EfficientNet-Lite0',
    { device = 'auto', size, signal, onProgress }: EmbedderOptions = {},
  ): Promise<ImageEmbedder> {
    const checked = checkDevice(device)
    const folder = await openModel(model, {
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
    const engine = await sharedOnnxEngine({ device: checked })
    const backbone = isClip(await folder.config())
      ? await openClip(folder, engine)
      : await classifierBackbone(folder, { engine, size })
    return new ImageEmbedder(folder.name, backbone, engine)
  }

  /** Numbers in a vector. */
  get dimensions(): number {
    return this.backbone.dimensions
  }

  /** What it runs on, for example `cpu`. */
  get device(): string {
    return this.engine.device
  }

  /**
   * The vector of a picture, of length 1, or of each of an array's pictures in order.
   *
   * @throws GraftError `invalid-file`, `unsupported`, … that of the first picture which cannot be read.
   */
  embed(picture: PictureSource, options?: EmbedOptions): Promise<Float32Array>
  embed(pictures: readonly PictureSource[], options?: EmbedOptions): Promise<Float32Array[]>
  async embed(
    pictures: PictureSource | readonly PictureSource[],
    options: EmbedOptions = {},
  ): Promise<Float32Array | Float32Array[]> {
    const list = Array.isArray(pictures) ? pictures : [pictures]
    const { vectors, unreadable } = await this.#embed(list, options)
    if (unreadable[0]) throw unreadable[0].error
    const { data, rows, columns } = vectors
    const split = Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns))
    return Array.isArray(pictures) ? split : split[0]!
  }

  /**
   * The vectors of texts, of length 1, in the space of the pictures: they find pictures by words. Only CLIP has them.
   *
   * @throws GraftError `unsupported` where the model knows no texts.
   */
  async embedTexts(
    texts: readonly string[],
    { signal }: Pick<EmbedOptions, 'signal'> = {},
  ): Promise<Float32Array[]> {
    if (!('embedTexts' in this.backbone)) {
      throw new GraftError('unsupported', {
        what: `The model ${this.model} knows no texts.`,
        fix: 'Open a CLIP model, for example "openai/clip-vit-base-patch32".',
      })
    }
    const { data, rows, columns } = await this.backbone.embedTexts(texts, signal)
    return Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns))
  }

  /** Pictures with their vectors and hashes, to be searched, sorted and checked; what cannot be read is listed. */
  async collect<Source extends PictureSource>(
    pictures: readonly Source[],
    options: EmbedOptions = {},
  ): Promise<PictureCollection<Source>> {
    return new PictureCollection(pictures, await this.#embed(pictures, options), this.engine)
  }

  /** Frees the memory of the compiled model; the embedder is not used again. Collections stay usable. */
  async close(): Promise<void> {
    await this.backbone.close()
  }

  #embed(
    pictures: readonly PictureSource[],
    { batchSize = defaultBatchSize, signal, onProgress }: EmbedOptions,
  ) {
    checkInputs(pictureInput, pictures)
    return embedPictures(pictures, this.backbone, {
      batchSize: checkBatchSize(batchSize),
      signal,
      onProgress,
    })
  }
}

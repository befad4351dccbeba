import { availableParallelism } from 'node:os'
import { GraftError, type RandomKey } from '@graftjs/base'
import type { Augmentation } from '../augment/augmentation'
import { wholeNumber } from '../augment/options'
import { badPicture, type DecodeOptions, limitsOf } from '../pictures/check-picture'
import type { PictureSource } from '../pictures/picture-source'
import type { Preprocessor } from '../preprocess/preprocessor'
import type { Size } from '../preprocess/target-size'
import { type Division, evenly, fully } from './division'
import { BAD, type Order } from './order'
import { openCache } from './picture-cache'
import { checkCursor, type PipelineCursor } from './pipeline-cursor'
import { Threads } from './threads'

export interface PipelineOptions extends Pick<DecodeOptions, 'maxPixels' | 'maxBytes'> {
  readonly pictures: readonly PictureSource[]
  readonly preprocessor: Preprocessor
  /** What each picture goes through, anew in each epoch; nothing by default. */
  readonly augmentation?: Augmentation
  /** Decides the order and all that augmentations leave to chance. */
  readonly key: RandomKey
  readonly batchSize: number
  /**
   * Whether all batches of an epoch hold equally many pictures, `batchSize` at most: what is compiled for one then serves
   * all. The few that are left over are in other epochs, whose order is another. False by default.
   */
  readonly even?: boolean
  /** Whether each epoch has an order of its own; true by default. */
  readonly shuffle?: boolean
  /** Threads that decode and augment; by default as many as there are processors. 0 means the calling thread. */
  readonly workers?: number
  /** Batches that are made before they are asked for; 2 by default. They bound the memory. */
  readonly ahead?: number
  /** Larger pictures are made smaller before anything else, their shorter side to this many pixels. */
  readonly shortSide?: number
  /** Keeps decoded pictures in a folder, up to so many bytes. */
  readonly cache?: { readonly folder: string; readonly maxBytes: number }
  /**
   * Lends the memory of batches instead of copying it: it is used again when the next batch is asked for. For a consumer
   * that is done with a batch by then; false by default.
   */
  readonly lend?: boolean
  /** Whether a picture that cannot be had ends the reading (by default), or is left out of its batch and counted. */
  readonly onBadPicture?: 'refuse' | 'skip'
}

export interface ReadOptions {
  /** The epoch to read, counted from 0. */
  readonly epoch?: number
  /** Its batch to begin with, counted from 0; 0 by default. */
  readonly batch?: number
  /** Where to go on, from a batch's `cursor`. */
  readonly from?: unknown
  readonly signal?: AbortSignal
}

export interface PipelineBatch {
  /** Of `shape`; yours to keep, unless the pipeline lends. */
  readonly pixels: Float32Array
  /** `[pictures, 3, height, width]` */
  readonly shape: readonly [number, 3, number, number]
  /** Which of the pictures these are. */
  readonly rows: Int32Array
  /** The place after this batch. */
  readonly cursor: PipelineCursor
}

/** A batch that is being made. */
interface UnderWay {
  readonly batch: number
  readonly rows: Uint32Array
  readonly orders: readonly Order[]
  readonly pixels: Float32Array
  readonly ready: Promise<unknown>
}

/**
 * Reads pictures in batches for a model, decoded and augmented ahead of it on worker threads. What a batch holds depends
 * on its place, the key and the files alone, not on how many threads there are.
 *
 *     const pipeline = await PicturePipeline.open({ pictures, preprocessor, augmentation, key, batchSize: 32 })
 *     for await (const { pixels, shape, rows, cursor } of pipeline.read({ epoch: 0 })) …
 *     await pipeline.close()
 */
export class PicturePipeline {
  /** Pictures that were left out so far, by their place, and why. */
  readonly skipped = new Map<number, GraftError>()
  /** Memory of batches that were delivered, for the next ones. */
  readonly #free: Float32Array[] = []

  private constructor(
    private readonly options: PipelineOptions,
    private readonly size: Size,
    private readonly threads: Threads,
  ) {}

  /** @throws GraftError `invalid-option`, among others where the preprocessor gives pictures of several sizes. */
  static async open(options: PipelineOptions): Promise<PicturePipeline> {
    wholeNumber(options.batchSize, 'batchSize', 1)
    wholeNumber(options.ahead ?? 2, 'ahead', 0)
    const workers = wholeNumber(options.workers ?? availableParallelism(), 'workers', 0, 256)
    const size = options.preprocessor.outputSize
    if (!size) {
      throw new GraftError('invalid-option', {
        what: 'The preprocessor gives pictures of several sizes, which are no batch.',
        where: 'preprocessor',
        fix: 'Take one that crops (do_center_crop) or resizes to a fixed height and width.',
      })
    }
    const recipe = {
      preprocessor: options.preprocessor.settings,
      augmentation: options.augmentation,
      shortSide: options.shortSide === undefined ? undefined : wholeNumber(options.shortSide, 'shortSide', 1),
      limits: limitsOf(options),
      cache: options.cache && (await openCache(options.cache.folder, options.cache.maxBytes)),
    }
    return new PicturePipeline(options, size, new Threads(recipe, workers))
  }

  /** How many batches an epoch has; unless they are even, the last one may be smaller. */
  get batches(): number {
    return this.#division.count
  }

  get #division(): Division {
    const { pictures, batchSize, even = false } = this.options
    return (even ? evenly : fully)(pictures.length, batchSize)
  }

  /** Reads one epoch, from its beginning, a batch or where a cursor says. */
  async *read({
    epoch = 0,
    batch: firstBatch = 0,
    from,
    signal,
  }: ReadOptions = {}): AsyncGenerator<PipelineBatch> {
    const start =
      from === undefined
        ? this.#cursor(wholeNumber(epoch, 'epoch', 0), wholeNumber(firstBatch, 'batch', 0))
        : checkCursor(from, this.#cursor(0, 0))
    const order = this.#orderOf(start.epoch)
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const halt = () => void Atomics.store(stop, 0, 1)
    signal?.addEventListener('abort', halt)
    const underWay: UnderWay[] = []
    try {
      for (let next = start.batch; underWay.length > 0 || next < this.batches; ) {
        signal?.throwIfAborted()
        while (next < this.batches && underWay.length <= (this.options.ahead ?? 2)) {
          underWay.push(this.#begin(start.epoch, next++, order, stop))
        }
        const first = underWay[0]!
        await first.ready
        signal?.throwIfAborted()
        const batch = await this.#deliver(start.epoch, first)
        underWay.shift()
        if (batch) yield batch
        this.#free.push(first.pixels)
      }
    } finally {
      halt()
      signal?.removeEventListener('abort', halt)
      await Promise.allSettled(underWay.map(({ ready }) => ready))
      this.#free.push(...underWay.map(({ pixels }) => pixels))
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.#free.length = 0
    await this.threads.close()
  }

  #cursor(epoch: number, batch: number): PipelineCursor {
    const { pictures, batchSize, key } = this.options
    return {
      format: 'graft-picture-cursor',
      version: 1,
      epoch,
      batch,
      pictures: pictures.length,
      batchSize,
      key: [key.word0, key.word1],
    }
  }

  #orderOf(epoch: number): Uint32Array {
    const { pictures, shuffle = true, key } = this.options
    if (shuffle) return key.fold(epoch).fold(0).permutation(pictures.length)
    return Uint32Array.from(pictures, (_, row) => row)
  }

  #begin(epoch: number, batch: number, order: Uint32Array, stop: Int32Array): UnderWay {
    const { pictures, key } = this.options
    const { size } = this.#division
    const length = 3 * this.size.height * this.size.width
    const rows = order.subarray(batch * size, (batch + 1) * size)
    const pixels = this.#free.pop() ?? new Float32Array(new SharedArrayBuffer(4 * size * length))
    const status = new Int32Array(new SharedArrayBuffer(4 * rows.length))
    const own = key.fold(epoch).fold(1)
    const share = Math.ceil(rows.length / this.threads.count)
    const orders: Order[] = []
    for (let at = 0; at < rows.length; at += share) {
      const part = rows.subarray(at, at + share)
      const keys = Array.from(part, (row) => own.fold(row))
      orders.push({
        sources: Array.from(part, (row) => pictures[row]!),
        keys: Uint32Array.from(keys.flatMap(({ word0, word1 }) => [word0, word1])),
        pixels: pixels.subarray(at * length, (at + part.length) * length),
        status: status.subarray(at, at + part.length),
        stop,
      })
    }
    const ready = Promise.all(orders.map((part, thread) => this.threads.fill(part, thread)))
    ready.catch(() => undefined) // thrown when its turn comes
    return { batch, rows, orders, pixels, ready }
  }

  /** Undefined where none of its pictures could be had. */
  async #deliver(
    epoch: number,
    { batch, rows, orders, pixels }: UnderWay,
  ): Promise<PipelineBatch | undefined> {
    const length = 3 * this.size.height * this.size.width
    const good: number[] = []
    let at = 0
    for (const { status } of orders) {
      for (const state of status) {
        if (state === BAD) await this.#leaveOut(rows[at]!)
        else good.push(at)
        at++
      }
    }
    for (const [to, from] of good.entries()) {
      if (to !== from) pixels.copyWithin(to * length, from * length, (from + 1) * length)
    }
    if (good.length === 0) return undefined
    const own = pixels.subarray(0, good.length * length)
    return {
      pixels: this.options.lend ? own : new Float32Array(own),
      shape: [good.length, 3, this.size.height, this.size.width],
      rows: Int32Array.from(good, (from) => rows[from]!),
      cursor: this.#cursor(epoch, batch + 1),
    }
  }

  async #leaveOut(row: number): Promise<void> {
    if (this.skipped.has(row)) return
    const found = await this.threads.failureOf(this.options.pictures[row]!)
    const unsure = () =>
      badPicture(
        `picture ${row}`,
        'The picture could not be read once and then could.',
        'Look what changes the file.',
      )
    const error = GraftError.isInstance(found) ? found : unsure()
    if (this.options.onBadPicture !== 'skip') throw error
    this.skipped.set(row, error)
  }
}

import { GraftError, type OnProgress } from '@graftjs/base'
import { type FeatureMatrix, TimeSlice, throwIfAborted } from '@graftjs/classifier'
import { decodePicture } from '../pictures/decode-picture'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import type { Backbone } from './backbone'
import { perceptualHash } from './perceptual-hash'

export interface EmbedContext {
  readonly batchSize: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/** A picture that cannot be read, by its place among those that were given. */
export interface Unreadable {
  readonly index: number
  readonly error: GraftError
}

export interface Embedded {
  /** The pictures that could be read, by their places. */
  readonly indices: readonly number[]
  /** Their vectors, each of length 1 (of length 0 where the network sees nothing). */
  readonly vectors: FeatureMatrix
  /** `[pictures, 2]`: their perceptual hashes. */
  readonly hashes: Uint32Array
  readonly unreadable: readonly Unreadable[]
}

interface Prepared {
  readonly index: number
  readonly input: Float32Array
  readonly hash: Uint32Array
}

/** Vectors and hashes of pictures; the next batch is decoded while one is computed. */
export async function embedPictures(
  sources: readonly PictureSource[],
  backbone: Backbone,
  { batchSize, signal, onProgress }: EmbedContext,
): Promise<Embedded> {
  const slice = new TimeSlice(signal)
  const unreadable: Unreadable[] = []
  const prepare = async (start: number): Promise<Prepared[]> => {
    const opened = await Promise.all(sources.slice(start, start + batchSize).map(open))
    const prepared: Prepared[] = []
    for (const [place, picture] of opened.entries()) {
      const index = start + place
      if (GraftError.isInstance(picture)) unreadable.push({ index, error: picture })
      else
        prepared.push({ index, input: backbone.preprocessor.apply(picture), hash: perceptualHash(picture) })
      await slice.pause()
    }
    return prepared
  }
  const { dimensions } = backbone
  const data = new Float32Array(sources.length * dimensions)
  const hashes = new Uint32Array(sources.length * 2)
  const indices: number[] = []
  let next = prepare(0)
  for (let start = 0; start < sources.length; start += batchSize) {
    const prepared = await next
    throwIfAborted(signal)
    if (start + batchSize < sources.length) {
      next = prepare(start + batchSize)
      next.catch(() => undefined) // whoever waits for it is told
    }
    if (prepared.length > 0) {
      const features = await backbone.run(
        prepared.map(({ input }) => input),
        signal,
      )
      data.set(unitRows(features), indices.length * dimensions)
      for (const { index, hash } of prepared) hashes.set(hash, 2 * (indices.push(index) - 1))
    }
    const step = Math.min(start + batchSize, sources.length)
    onProgress?.({ phase: 'prepare', step, steps: sources.length, message: 'embeddings' })
  }
  const rows = indices.length
  return {
    indices,
    vectors: { data: data.slice(0, rows * dimensions), rows, columns: dimensions },
    hashes: hashes.slice(0, rows * 2),
    unreadable,
  }
}

const open = (source: PictureSource): Promise<Picture | GraftError> =>
  decodePicture(source).catch((error: unknown) => {
    if (GraftError.isInstance(error)) return error
    throw error
  })

/** Every row at length 1. */
function unitRows({ data, rows, columns }: FeatureMatrix): Float32Array {
  const units = data.slice()
  for (let row = 0; row < rows; row++) {
    const own = units.subarray(row * columns, (row + 1) * columns)
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) || 1
    for (let c = 0; c < columns; c++) own[c]! /= length
  }
  return units
}

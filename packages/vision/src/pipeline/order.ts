import { GraftError, RandomKey } from '@graftjs/base'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import type { Kitchen } from './recipe'

/** Pictures for one thread, as plain data. */
export interface Order {
  readonly sources: readonly PictureSource[]
  /** Two words of the key of each picture. */
  readonly keys: Uint32Array
  /** Where the numbers of the pictures go, one after the other. In shared memory, like all that follows. */
  readonly pixels: Float32Array
  /** What became of each picture: 0 nothing yet, 1 it is there, 2 it cannot be had. */
  readonly status: Int32Array
  /** Its first number is 1 where nobody wants the pictures any more. */
  readonly stop: Int32Array
}

const DONE = 1
export const BAD = 2

/** Pictures that a thread has decoded or is decoding before it augments them. */
const AHEAD = 3

/**
 * Fills an order. Doing it again gives the same.
 *
 * @throws what is no fault of a picture
 */
export async function fillOrder(
  { sources, keys, pixels, status, stop }: Order,
  kitchen: Kitchen,
): Promise<void> {
  const length = pixels.length / sources.length
  const decoding: Promise<Picture | GraftError>[] = []
  for (let at = 0; at < sources.length; at++) {
    if (Atomics.load(stop, 0) === 1) break
    for (let next = decoding.length; next < Math.min(at + AHEAD, sources.length); next++) {
      decoding.push(pictureOrError(kitchen, sources[next]!))
    }
    const picture = await decoding[at]!
    if (GraftError.isInstance(picture)) {
      Atomics.store(status, at, BAD)
      continue
    }
    kitchen.serve(picture, RandomKey.fromWords(keys[2 * at]!, keys[2 * at + 1]!), pixels, at * length)
    Atomics.store(status, at, DONE)
  }
  await Promise.allSettled(decoding)
}

async function pictureOrError(kitchen: Kitchen, source: PictureSource): Promise<Picture | GraftError> {
  try {
    return await kitchen.picture(source)
  } catch (error) {
    if (GraftError.isInstance(error)) return error
    throw error
  }
}

import { Gate, GraftError, RandomKey } from '@graftjs/base'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { Kitchen, type Recipe } from './recipe'

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

/** Pictures that a thread is decoding or has decoded and not yet augmented. */
const UNDER_WAY = 3

/** Fills orders in their turn, on whichever thread: the first pictures of one are decoded beside the last of another. */
export class OrderLine {
  readonly #kitchen: Kitchen
  readonly #gate = new Gate(UNDER_WAY)

  /** @param waits as `Kitchen`'s. */
  constructor(recipe: Recipe, waits = false) {
    this.#kitchen = new Kitchen(recipe, waits)
  }

  /**
   * Fills an order. Doing it again gives the same.
   *
   * @throws what is no fault of a picture
   */
  async fill(order: Order): Promise<void> {
    const ends = await Promise.allSettled(order.sources.map((_, at) => this.#fillPlace(order, at)))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** What becomes of a source before anything is left to chance; rejects with the reason where nothing does. */
  picture(source: PictureSource): Promise<Picture> {
    return this.#kitchen.picture(source)
  }

  async #fillPlace({ sources, keys, pixels, status, stop }: Order, at: number): Promise<void> {
    await this.#gate.enter()
    try {
      if (Atomics.load(stop, 0) === 1) return
      const picture = await pictureOrError(this.#kitchen, sources[at]!)
      if (GraftError.isInstance(picture)) {
        Atomics.store(status, at, BAD)
        return
      }
      const key = RandomKey.fromWords(keys[2 * at]!, keys[2 * at + 1]!)
      this.#kitchen.serve(picture, key, pixels, (pixels.length / sources.length) * at)
      Atomics.store(status, at, DONE)
    } finally {
      this.#gate.leave()
    }
  }
}

async function pictureOrError(kitchen: Kitchen, source: PictureSource): Promise<Picture | GraftError> {
  try {
    return await kitchen.picture(source)
  } catch (error) {
    if (GraftError.isInstance(error)) return error
    throw error
  }
}

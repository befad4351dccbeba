import { GraftError, type OnProgress } from '@graftjs/base'
import { TimeSlice } from '@graftjs/classifier'
import { decodePicture } from '../pictures/decode-picture'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { shrink } from '../preprocess/shrink'

/** Decoded pictures that training keeps in memory; what is beyond is decoded again each time. */
const mostBytes = 1.5 * 2 ** 30
/** Pictures decoded at a time. */
const atOnce = 8

/** A picture that could not be had, and why. */
export interface Unreadable {
  /** Its place among the pictures that were given. */
  readonly row: number
  readonly error: GraftError
}

export interface StoreOptions {
  /** No side of a kept picture needs more pixels than this: larger ones are made smaller, their shorter side to it. */
  readonly longestShortSide: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: OnProgress | undefined
}

/** The pictures of a training, decoded once as far as memory allows, which threads share. */
export class PictureStore {
  private constructor(
    /** Each picture: decoded where it is kept, else where it comes from. */
    readonly sources: readonly PictureSource[],
    private readonly sides: readonly number[],
    readonly longestShortSide: number,
    readonly unreadable: readonly Unreadable[],
  ) {}

  /** Opens every picture: those that cannot be read are listed, not thrown. */
  static async open(
    given: readonly PictureSource[],
    { longestShortSide, signal, onProgress }: StoreOptions,
  ): Promise<PictureStore> {
    const slice = new TimeSlice(signal)
    const sources: PictureSource[] = []
    const sides: number[] = []
    const unreadable: Unreadable[] = []
    let bytes = 0
    for (let start = 0; start < given.length; start += atOnce) {
      const group = given.slice(start, start + atOnce)
      const opened = await Promise.all(group.map((source) => pictureOrError(source, longestShortSide)))
      for (const [place, found] of opened.entries()) {
        const isError = GraftError.isInstance(found)
        if (isError) unreadable.push({ row: start + place, error: found })
        if (!isError) bytes += found.pixels.length
        const keeps = !isError && bytes <= mostBytes
        if (keeps) sides.push(Math.min(found.width, found.height))
        sources.push(keeps ? inSharedMemory(found) : group[place]!)
      }
      if (slice.over) {
        onProgress?.({ phase: 'prepare', step: sources.length, steps: given.length })
        await slice.pause()
      }
    }
    return new PictureStore(sources, sides, longestShortSide, unreadable)
  }

  /** The picture of a row that could be read. */
  at(row: number): Promise<Picture> {
    return decoded(this.sources[row]!, this.longestShortSide)
  }

  /** The pictures' shorter sides in pixels, of those in memory. */
  shortSides(): number[] {
    return [...this.sides]
  }
}

const decoded = async (source: PictureSource, shortSide: number): Promise<Picture> =>
  shrink(await decodePicture(source), shortSide)

const pictureOrError = (source: PictureSource, shortSide: number): Promise<Picture | GraftError> =>
  decoded(source, shortSide).catch((error: unknown) => {
    if (GraftError.isInstance(error)) return error
    throw error
  })

/** A picture that is sent to a thread without being copied. */
function inSharedMemory({ width, height, pixels }: Picture): Picture {
  const shared = new Uint8Array(new SharedArrayBuffer(pixels.length))
  shared.set(pixels)
  return { width, height, pixels: shared }
}

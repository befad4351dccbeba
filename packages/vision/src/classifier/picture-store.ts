import { GraftError, type OnProgress } from '@graftjs/base'
import { TimeSlice } from '@graftjs/classifier'
import { decodePicture } from '../pictures/decode-picture'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { resize } from '../preprocess/resize'

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

/** The pictures of a training, decoded once as far as memory allows. */
export class PictureStore {
  private constructor(
    private readonly sources: readonly PictureSource[],
    private readonly kept: readonly (Picture | undefined)[],
    private readonly longestShortSide: number,
    readonly unreadable: readonly Unreadable[],
  ) {}

  /** Opens every picture: those that cannot be read are listed, not thrown. */
  static async open(
    sources: readonly PictureSource[],
    { longestShortSide, signal, onProgress }: StoreOptions,
  ): Promise<PictureStore> {
    const slice = new TimeSlice(signal)
    const kept: (Picture | undefined)[] = []
    const unreadable: Unreadable[] = []
    let bytes = 0
    for (let start = 0; start < sources.length; start += atOnce) {
      const opened = await Promise.all(
        sources.slice(start, start + atOnce).map((source) => open(source, longestShortSide)),
      )
      for (const [place, found] of opened.entries()) {
        if (GraftError.isInstance(found)) unreadable.push({ row: start + place, error: found })
        const picture = GraftError.isInstance(found) ? undefined : found
        bytes += picture?.pixels.length ?? 0
        kept.push(bytes > mostBytes ? undefined : picture)
      }
      if (slice.over) {
        onProgress?.({ phase: 'prepare', step: kept.length, steps: sources.length })
        await slice.pause()
      }
    }
    return new PictureStore(sources, kept, longestShortSide, unreadable)
  }

  /** The picture of a row that could be read. */
  async at(row: number): Promise<Picture> {
    const picture = this.kept[row] ?? (await open(this.sources[row]!, this.longestShortSide))
    if (GraftError.isInstance(picture)) throw picture
    return picture
  }

  /** The pictures' shorter sides in pixels, of those in memory. */
  shortSides(): number[] {
    return this.kept.flatMap((picture) => (picture ? [Math.min(picture.width, picture.height)] : []))
  }
}

async function open(source: PictureSource, longestShortSide: number): Promise<Picture | GraftError> {
  try {
    const picture = await decodePicture(source)
    const ratio = longestShortSide / Math.min(picture.width, picture.height)
    if (ratio >= 1) return picture
    const side = (length: number) => Math.max(1, Math.round(length * ratio))
    return resize(picture, {
      width: side(picture.width),
      height: side(picture.height),
      resampling: 'bilinear',
    })
  } catch (error) {
    if (GraftError.isInstance(error)) return error
    throw error
  }
}

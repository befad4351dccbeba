import { readFileSync, statSync } from 'node:fs'
import type { RandomKey } from '@graftjs/base'
import { type Augmentation, augment } from '../augment/augmentation'
import type { Limits } from '../pictures/check-picture'
import { decodeBytes, decodePicture } from '../pictures/decode-picture'
import type { Picture } from '../pictures/picture'
import type { PictureSource } from '../pictures/picture-source'
import { Preprocessor } from '../preprocess/preprocessor'
import type { PreprocessorSettings } from '../preprocess/preprocessor-config'
import { shrink } from '../preprocess/shrink'
import { type CacheSettings, PictureCache } from './picture-cache'

/** What becomes of every picture, as plain data for the threads that do it. */
export interface Recipe {
  readonly preprocessor: PreprocessorSettings
  readonly augmentation: Augmentation | undefined
  /** Larger pictures are made smaller first, their shorter side to this many pixels. */
  readonly shortSide: number | undefined
  readonly limits: Limits
  readonly cache: CacheSettings | undefined
}

/** Follows a recipe, on whichever thread. */
export class Kitchen {
  readonly #preprocessor: Preprocessor
  readonly #cache: PictureCache | undefined

  /** @param waits whether the thread has nothing else to do than to wait for a file, which is sooner than being told. */
  constructor(
    private readonly recipe: Recipe,
    private readonly waits = false,
  ) {
    this.#preprocessor = new Preprocessor(recipe.preprocessor)
    this.#cache = recipe.cache && new PictureCache(recipe.cache)
  }

  /** The picture before anything is left to chance, from the cache where it has it. */
  async picture(source: PictureSource): Promise<Picture> {
    const place = await this.#cache?.placeOf(source, this.recipe.shortSide)
    const kept = place && (await this.#cache?.read(place))
    if (kept) return kept
    const picture = shrink(await this.#decoded(source), this.recipe.shortSide ?? Infinity)
    if (place) await this.#cache?.write(place, picture)
    return picture
  }

  /** Augments a picture and writes the numbers that the model reads. */
  serve(picture: Picture, key: RandomKey, out: Float32Array, offset: number): void {
    const { augmentation } = this.recipe
    const seen = augmentation ? augment(picture, augmentation, key) : picture
    this.#preprocessor.normalize(this.#preprocessor.fit(seen), out, offset)
  }

  #decoded(source: PictureSource): Promise<Picture> {
    const { limits } = this.recipe
    const bytes = this.waits && typeof source === 'string' ? this.#fileNow(source) : undefined
    return bytes ? decodeBytes(bytes, String(source), limits) : decodePicture(source, limits)
  }

  /** Undefined where it cannot be read, for which `decodePicture` has the words. */
  #fileNow(path: string): Uint8Array | undefined {
    try {
      return statSync(path).size > this.recipe.limits.maxBytes ? undefined : readFileSync(path)
    } catch {
      return undefined
    }
  }
}

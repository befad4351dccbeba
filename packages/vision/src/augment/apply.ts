import type { RandomKey } from '@graftjs/base'
import type { Picture } from '../pictures/picture'

/** Draws what an augmentation leaves to chance from the key, and makes another picture; the given one is left alone. */
export type Apply<Options> = (picture: Picture, options: Options, key: RandomKey) => Picture

/** Whether a uniform draw in [0, 1) is one of the `probability`. */
export const happens = (probability: number, uniform: number | undefined) => uniform! < probability

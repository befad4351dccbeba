import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { realNumber, seed, wholeNumber } from '../settings/settings'
import { multiply, tasteByMultiplying } from './ratings/multiply'
import { RatingModel } from './ratings/rating-model'

const settings = {
  /** How many numbers describe a taste. */
  factors: wholeNumber({ default: 15, most: 1024 }),
  /** How often every factor is updated. */
  epochs: wholeNumber({ default: 50, most: 1_000_000 }),
  /** Keeps factors small. */
  regularization: realNumber({ default: 0.06, least: 0, most: 100 }),
  seed,
}

/**
 * Ratings by factors none of which is negative. Luo, Zhou, Xia and Zhu, "An efficient non-negative matrix-factorization-
 * based approach to collaborative filtering for recommender systems" (IEEE TII 2014); the defaults are Surprise's.
 * Weights are ratings above 0; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await nmf().fit(ratings)
 */
export const nmf = defineAlgorithm({
  name: 'nmf',
  settings,
  memory: factorMemory,
  wantsRatings: () => true,
  fit: async (data, own, context) => {
    const fitted = await multiply(data, own, context)
    return new RatingModel(fitted, data.duplicates, tasteByMultiplying(own.regularization))
  },
  restore: (arrays, own) => RatingModel.restore(arrays, own.factors, tasteByMultiplying(own.regularization)),
})

import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { realNumber, seed, wholeNumber } from '../settings/settings'
import { descend, tasteByRidge } from './ratings/descend'
import { RatingModel } from './ratings/rating-model'

const settings = {
  /** How many numbers describe a taste. */
  factors: wholeNumber({ default: 20, most: 1024 }),
  /** How often every rating is learnt from. */
  epochs: wholeNumber({ default: 20, most: 1_000_000 }),
  learningRate: realNumber({ default: 0.007, above: 0, most: 1 }),
  /** Keeps factors and biases small. */
  regularization: realNumber({ default: 0.02, least: 0, most: 100 }),
  /** The standard deviation of the first factors. */
  spread: realNumber({ default: 0.1, least: 0, most: 100 }),
  seed,
}

/**
 * Biased factors to which is added what someone rated, whatever the rating. Koren, "Factorization meets the
 * neighborhood: a multifaceted collaborative filtering model" (KDD 2008); the defaults are Surprise's, and an epoch
 * takes time in proportion to the ratings, not to their squares. Weights are ratings; a log of ratings is read with
 * `duplicates: 'last'`.
 *
 * @example
 * const model = await svdPlusPlus().fit(ratings)
 */
export const svdPlusPlus = defineAlgorithm({
  name: 'svdPlusPlus',
  settings,
  memory: factorMemory,
  wantsRatings: () => true,
  fit: async (data, own, context) => {
    const fitted = await descend(data, { ...own, implicit: true }, context)
    return new RatingModel(fitted, data.duplicates, tasteByRidge(own.regularization))
  },
  restore: (arrays, own) => RatingModel.restore(arrays, own.factors, tasteByRidge(own.regularization)),
})

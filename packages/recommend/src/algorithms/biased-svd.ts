import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { realNumber, seed, wholeNumber } from '../settings/settings'
import { descend, tasteByRidge } from './ratings/descend'
import { RatingModel } from './ratings/rating-model'

const settings = {
  /** How many numbers describe a taste. */
  factors: wholeNumber({ default: 100, most: 1024 }),
  /** How often every rating is learnt from. */
  epochs: wholeNumber({ default: 20, most: 1_000_000 }),
  learningRate: realNumber({ default: 0.005, above: 0, most: 1 }),
  /** Keeps factors and biases small. */
  regularization: realNumber({ default: 0.02, least: 0, most: 100 }),
  /** The standard deviation of the first factors. */
  spread: realNumber({ default: 0.1, least: 0, most: 100 }),
  seed,
}

/**
 * Ratings by biases and factors of taste, learnt by gradient descent: what the Netflix prize made known as SVD. Koren,
 * Bell and Volinsky, "Matrix factorization techniques for recommender systems" (Computer 2009); the defaults are
 * Surprise's. Weights are ratings; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await biasedSvd({ factors: 50 }).fit(ratings)
 * model.score({ user: 'ann' }, ['tea']) // how many stars
 */
export const biasedSvd = defineAlgorithm({
  name: 'biasedSvd',
  settings,
  memory: factorMemory,
  wantsRatings: () => true,
  fit: async (data, own, context) => {
    const fitted = await descend(data, { ...own, implicit: false }, context)
    return new RatingModel(fitted, data.duplicates, tasteByRidge(own.regularization))
  },
  restore: (arrays, own) => RatingModel.restore(arrays, own.factors, tasteByRidge(own.regularization)),
})

import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { realNumber, seed, wholeNumber } from '../settings/settings'
import { ContentMap } from './content/content-map'
import { featureRows } from './factors/feature-rows'
import { tasteByRidge } from './ratings/descend'
import { fitMachine } from './ratings/fit-machine'
import { RatingModel } from './ratings/rating-model'

const settings = {
  /** How many numbers describe a user, an item or a feature. */
  factors: wholeNumber({ default: 32, most: 1024 }),
  /** How often every rating is learnt from. */
  epochs: wholeNumber({ default: 20, most: 1_000_000 }),
  learningRate: realNumber({ default: 0.005, above: 0, most: 1 }),
  /** Keeps factors and weights small. */
  regularization: realNumber({ default: 0.02, least: 0, most: 100 }),
  /** The standard deviation of the first factors. */
  spread: realNumber({ default: 0.1, least: 0, most: 100 }),
  seed,
}

/**
 * Ratings by everything that is known of a user and an item, and by what every two of these say together. Rendle,
 * "Factorization machines" (ICDM 2010). Features come with `userFeatures` and `itemFeatures`; new items are served by
 * theirs. Weights are ratings; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await factorizationMachine().fit(ratings, { itemFeatures: [['tea', { kind: 'drink' }]], userFeatures })
 * model.score({ features: { country: 'NL' } }, ['tea']) // of whom no more is known
 */
export const factorizationMachine = defineAlgorithm({
  name: 'factorizationMachine',
  settings,
  memory: factorMemory,
  wantsRatings: () => true,
  fit: async (data, own, context) => {
    const { users, items } = data.features
    const rows = { users: featureRows(data.users, users), items: featureRows(data.items, items) }
    const { ofUserFeatures, ...fitted } = await fitMachine(data, rows, own, context)
    const base = new Float32Array(own.factors + 1)
    const content = users && new ContentMap(users.names, users.width, base, ofUserFeatures)
    return new RatingModel(fitted, data.duplicates, tasteByRidge(own.regularization), content)
  },
  restore: (arrays, own) => RatingModel.restore(arrays, own.factors, tasteByRidge(own.regularization)),
})

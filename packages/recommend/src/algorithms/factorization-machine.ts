import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory, type MemoryOf } from '../recommender/memory-need'
import { absent } from '../recommender/model'
import { namesOrAll, realNumber, seed, wholeNumber } from '../settings/settings'
import { inSlices } from '../sparse'
import { ContentMap } from './content/content-map'
import { ContextMap } from './context/context-map'
import { contextRows } from './context/context-rows'
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
  /** Which columns of the log's context are learnt from: `'all'`, or the names of some; `[]` for none. */
  context: namesOrAll,
  seed,
}

const noContext = absent(
  'the log that it learnt from was read without any, or its setting context left it out.',
)

/** Beside factors of users and items, those of categories, and the contexts of all events, in the worst case all different. */
const machineMemory: MemoryOf<{ readonly factors: number }> = (size, own) => {
  const { columns, features } = size.context
  const { shared, own: beside } = factorMemory({ ...size, users: size.users + features }, own)
  const contexts = columns === 0 ? 0 : size.events * (8 + 8 * columns)
  return { shared: shared + contexts, own: beside + 3 * contexts }
}

/**
 * Ratings by everything that is known of a user, an item and what surrounds the event, and by what every two of these say
 * together. Rendle, "Factorization machines" (ICDM 2010). Features come with `userFeatures` and `itemFeatures`; new items
 * are served by theirs. Contexts are those columns of the log that were read as such, all of them by default, since they
 * were asked for by name: a category counts 1, an amount its standard deviations from the mean, three at most, and what is
 * unknown nothing. Events of one user with one item come together only where their context is the same. Weights are
 * ratings; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await factorizationMachine().fit(ratings, { itemFeatures: [['tea', { kind: 'drink' }]], userFeatures })
 * model.score({ features: { country: 'NL' } }, ['tea']) // of whom no more is known
 *
 * @example
 * const ratings = await readInteractions('ratings.csv', { context: { device: 'categorical', price: 'numeric' } })
 * const model = await factorizationMachine().fit(ratings)
 * model.recommend({ user: 'ann', context: { device: 'phone' } })
 */
export const factorizationMachine = defineAlgorithm({
  name: 'factorizationMachine',
  settings,
  memory: machineMemory,
  wantsRatings: () => true,
  context: ({ context }) => context,
  fit: async (data, own, context) => {
    const { users, items } = data.features
    const around = await inSlices(contextRows(data), () => context.breathe())
    const rows = {
      users: featureRows(data.users, users),
      items: featureRows(data.items, items),
      ...(around && { context: around }),
    }
    const { ofUserFeatures, ofContexts, ...fitted } = await fitMachine(data, rows, own, context)
    const base = new Float32Array(own.factors + 1)
    const content = users && new ContentMap(users.names, users.width, base, ofUserFeatures)
    return new RatingModel(fitted, data.duplicates, tasteByRidge(own.regularization), {
      users: content,
      context: around ? new ContextMap(around.encoding, own.factors, ofContexts) : noContext,
    })
  },
  restore: (arrays, own) =>
    RatingModel.restore(arrays, own.factors, tasteByRidge(own.regularization), {
      context: ContextMap.restore(arrays, own.factors) ?? noContext,
    }),
})

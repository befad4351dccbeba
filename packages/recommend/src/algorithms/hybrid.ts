import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { oneOf, realNumber, seed, wholeNumber } from '../settings/settings'
import { FactorModel } from './factors/factor-model'
import { featureRows } from './factors/feature-rows'
import { contentOfEmbeddings, fitEmbeddings, losses, userContentOfEmbeddings } from './factors/fit-embeddings'
import { foldInPairwise } from './factors/fold-in-pairwise'

const settings = {
  /** How many numbers describe a user, an item or a feature. */
  factors: wholeNumber({ default: 64, most: 1024 }),
  /** How often as many samples are drawn as there are events. */
  epochs: wholeNumber({ default: 30, most: 1_000_000 }),
  /** How far the first steps go; each number's own steps become shorter the more it has moved. */
  learningRate: realNumber({ default: 0.05, above: 0, most: 100 }),
  /** Keeps embeddings small. */
  regularization: realNumber({ default: 0, least: 0, most: 100 }),
  /**
   * What is learnt of a sample: to bring the choice before one that stands too high (`'warp'`), or before any other
   * (`'bpr'`); or to tell the choice from another item (`'logistic'`).
   */
  loss: oneOf(losses, 'warp'),
  /** How many other items are looked at for one that will do. */
  tries: wholeNumber({ default: 10, most: 1000 }),
  seed,
}

/**
 * Users and items are sums of embeddings: their own, and those of what is known of them (`userFeatures` and
 * `itemFeatures`), so that what is new is served by its features. Kula, "Metadata embeddings for user and item
 * cold-start recommendations" (CBRecSys 2015, arXiv:1507.08439), as LightFM learns them.
 *
 * @example
 * const model = await hybrid({ loss: 'warp' }).fit(log, { itemFeatures: [['tea', { kind: 'drink' }]], userFeatures })
 * model.recommend({ features: { country: 'NL' } }) // someone of whom no more is known
 */
export const hybrid = defineAlgorithm({
  name: 'hybrid',
  settings,
  memory: factorMemory,
  fit: async (data, own, context) => {
    const { users, items } = data.features
    const rows = { users: featureRows(data.users, users), items: featureRows(data.items, items) }
    const fitted = await fitEmbeddings(data.byUser, rows, own, context)
    const content = items && contentOfEmbeddings(fitted, data.items, items)
    const userContent = users && userContentOfEmbeddings(fitted, data.users, users)
    return new FactorModel(fitted.factors, foldInPairwise(own), content, userContent)
  },
  restore: (arrays, own) => FactorModel.restore(arrays, own.factors, foldInPairwise(own)),
})

import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { realNumber, seed, wholeNumber } from '../settings/settings'
import { coldItems, describeColdItems } from './content/cold-items'
import { FactorModel } from './factors/factor-model'
import { featureRows } from './factors/feature-rows'
import { fitEmbeddings } from './factors/fit-embeddings'
import { foldInPairwise } from './factors/fold-in-pairwise'

const settings = {
  /** How many numbers describe a user or an item. */
  factors: wholeNumber({ default: 64, most: 1024 }),
  /** How often as many samples are drawn as there are events. */
  epochs: wholeNumber({ default: 30, most: 1_000_000 }),
  /** How far the first steps go; each number's own steps become shorter the more it has moved. */
  learningRate: realNumber({ default: 0.05, above: 0, most: 100 }),
  /** Keeps factors small. */
  regularization: realNumber({ default: 0, least: 0, most: 100 }),
  /** How many other items are looked at for one that stands too high. */
  tries: wholeNumber({ default: 10, most: 1000 }),
  coldItems,
  seed,
}

/**
 * Weighted approximate-rank pairwise loss: what someone chose is brought before an item that stands too high, the more
 * the sooner one is found, so that the top of lists is learnt most. Weston, Bengio and Usunier, "WSABIE: scaling up to
 * large vocabulary image annotation" (IJCAI 2011), as in LightFM. One thread learns, so that the result does not depend
 * on how many there are.
 *
 * @example
 * const model = await warp({ factors: 64, epochs: 30 }).fit(log)
 */
export const warp = defineAlgorithm({
  name: 'warp',
  settings,
  memory: factorMemory,
  fit: async (data, own, context) => {
    const rows = { users: featureRows(data.users, undefined), items: featureRows(data.items, undefined) }
    const { factors } = await fitEmbeddings(data.byUser, rows, { ...own, loss: 'warp' }, context)
    const content = await describeColdItems(factors, data.features.items, own.coldItems, context.breathe)
    return new FactorModel(factors, foldInPairwise(own), content)
  },
  restore: (arrays, own) => FactorModel.restore(arrays, own.factors, foldInPairwise(own)),
})

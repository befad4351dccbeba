import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { oneOf, realNumber, type SettingsOf, seed, wholeNumber } from '../settings/settings'
import { coldItems, describeColdItems } from './content/cold-items'
import { FactorModel } from './factors/factor-model'
import { fitPairwise } from './factors/fit-pairwise'
import { foldInPairwise } from './factors/fold-in-pairwise'

const settings = {
  /** How many numbers describe a user or an item. */
  factors: wholeNumber({ default: 64, most: 1024 }),
  /** How often as many samples are drawn as there are events. */
  epochs: wholeNumber({ default: 200, most: 1_000_000 }),
  learningRate: realNumber({ default: 0.01, above: 0, most: 100 }),
  /** Keeps factors small. */
  regularization: realNumber({ default: 0.01, least: 0, most: 100 }),
  /** What a chosen item is held against: one of all items alike, or more often a popular one. */
  others: oneOf(['uniform', 'popular'], 'uniform'),
  coldItems,
  seed,
}

export type PairwiseSettings = SettingsOf<typeof settings>

/**
 * Bayesian personalized ranking: what someone chose before what they did not. Rendle, Freudenthaler, Gantner and
 * Schmidt-Thieme, "BPR: Bayesian personalized ranking from implicit feedback" (UAI 2009, arXiv:1205.2618). One thread
 * draws and learns, so that the result does not depend on how many there are.
 *
 * @example
 * const model = await bpr({ factors: 64, epochs: 200 }).fit(log)
 */
export const bpr = defineAlgorithm({
  name: 'bpr',
  settings,
  memory: factorMemory,
  fit: async (data, own, context) => {
    const factors = await fitPairwise(data, own, context)
    const content = await describeColdItems(factors, data.features.items, own.coldItems, context.breathe)
    return new FactorModel(factors, foldInPairwise(own), content)
  },
  restore: (arrays, own) => FactorModel.restore(arrays, own.factors, foldInPairwise(own)),
})

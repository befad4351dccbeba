import { defineAlgorithm } from '../recommender/algorithm'
import { factorMemory } from '../recommender/memory-need'
import { realNumber, seed, wholeNumber } from '../settings/settings'
import { coldItems, describeColdItems } from './content/cold-items'
import { FactorModel } from './factors/factor-model'
import { fitChoices } from './factors/fit-choices'
import { foldInChoices } from './factors/fold-in-choices'

const settings = {
  /** How many numbers describe a user or an item. */
  factors: wholeNumber({ default: 32, most: 1024 }),
  /** How often all users and all items are learnt of. */
  epochs: wholeNumber({ default: 30, most: 1_000_000 }),
  /** How far the first steps go; each number's own steps become shorter the more it has moved. */
  learningRate: realNumber({ default: 1, above: 0, most: 100 }),
  /** Keeps factors small. */
  regularization: realNumber({ default: 0.6, least: 0, most: 1e6 }),
  /** What an event of weight 1 counts beside a drawn pair. */
  alpha: realNumber({ default: 1, above: 0, most: 1e6 }),
  /** How many pairs are drawn for each event, to stand for what was not chosen. */
  negatives: wholeNumber({ default: 5, least: 0, most: 1000 }),
  /** The standard deviation of the first factors. */
  spread: realNumber({ default: 0.1, least: 0, most: 100 }),
  coldItems,
  seed,
}

/**
 * How probable a choice is, by factors and biases. Johnson, "Logistic matrix factorization for implicit feedback data"
 * (NeurIPS workshop 2014), with drawn pairs for what was not chosen, as in implicit.
 *
 * @example
 * const model = await logisticMf({ factors: 32, negatives: 5 }).fit(log)
 */
export const logisticMf = defineAlgorithm({
  name: 'logisticMf',
  settings,
  memory: factorMemory,
  fit: async (data, own, context) => {
    const factors = await fitChoices(data.byUser, own, context)
    const content = await describeColdItems(factors, data.features.items, own.coldItems, context.breathe)
    return new FactorModel(factors, foldInChoices(own), content)
  },
  restore: (arrays, own) => FactorModel.restore(arrays, own.factors, foldInChoices(own)),
})

import { rowsInMemory, transposed } from '../kernels/kernel-rows'
import { KernelSession } from '../kernels/kernel-session'
import { SymmetricMatrix } from '../kernels/symmetric-inverse'
import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import { absent } from '../recommender/model'
import type { TrainingData } from '../recommender/training-data'
import { realNumber, type SettingsOf } from '../settings/settings'
import { historyDecay } from './history/decay'
import { savedDuplicates } from './history/merged-history'
import { DenseInfluence } from './neighbours/influence'
import { ItemToItemModel } from './neighbours/item-to-item'

const settings = {
  /** Keeps influences small; the only setting that matters. Some hundreds for logs of some 100,000 events. */
  l2: realNumber({ default: 300, above: 0, most: 1e12 }),
  /**
   * By which chance an item of a history is left out while the rest learns to bring it back: holds back items with many
   * events more than the others. 0 is EASE as it was first published.
   */
  dropout: realNumber({ default: 0, least: 0, most: 0.99 }),
  historyDecay,
}

const update = absent('a new event changes the influence of every item: fit it anew.')

/**
 * Every item's influence on every other, in closed form: the linear model from a history to what belongs to it, in
 * which no item speaks for itself. Steck, "Embarrassingly shallow autoencoders for sparse data" (WWW 2019,
 * arXiv:1905.03375); `dropout` as in his "Autoencoders that don't overfit towards the identity" (NeurIPS 2020). Takes 4 · items² bytes of memory for the model and as many again for the fit, for up to some
 * 30,000 items.
 *
 * @example
 * const model = await ease({ l2: 300 }).fit(log)
 */
export const ease = defineAlgorithm({
  name: 'ease',
  settings,
  memory: ({ items }) => ({ shared: 4 * items ** 2, own: 4 * items ** 2 }),
  fit: async (data, own, context) => {
    const influence = await influenceOf(data, own, context)
    const { users, duplicates } = data
    return new ItemToItemModel({ users, influence, duplicates, decay: own.historyDecay }, update)
  },
  restore: (arrays, own) =>
    new ItemToItemModel(
      {
        users: arrays.int32('users', [1])[0]!,
        influence: DenseInfluence.restore(arrays),
        duplicates: savedDuplicates(arrays),
        decay: own.historyDecay,
      },
      update,
    ),
})

async function influenceOf(
  data: TrainingData,
  { l2, dropout }: SettingsOf<typeof settings>,
  context: FitContext,
): Promise<DenseInfluence> {
  const session = new KernelSession(context)
  try {
    const { items } = data
    const matrix = new SymmetricMatrix(session, items)
    const byItem = await transposed(session, await rowsInMemory(session, data.byUser))
    await matrix.addProducts(byItem, await transposed(session, byItem))
    matrix.addToDiagonal((square) => l2 + (dropout / (1 - dropout)) * square)
    await matrix.invert((step, steps) => context.report({ step, steps }))
    const influence = new Float32Array(items * items)
    const factors = Float64Array.from({ length: items }, (_, item) => -1 / matrix.at(item, item))
    await matrix.writeScaled(factors, influence)
    return new DenseInfluence(items, influence)
  } finally {
    await session.close()
  }
}

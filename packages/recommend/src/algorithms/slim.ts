import { rowsInMemory, transposed } from '../kernels/kernel-rows'
import { KernelSession } from '../kernels/kernel-session'
import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import { absent } from '../recommender/model'
import type { TrainingData } from '../recommender/training-data'
import { oneOf, realNumber, type SettingsOf, wholeNumber } from '../settings/settings'
import { type CompressedRows, transpose } from '../sparse'
import { historyDecay } from './history/decay'
import { savedDuplicates } from './history/merged-history'
import { SparseInfluence } from './neighbours/influence'
import { ItemToItemModel } from './neighbours/item-to-item'

const settings = {
  /** Makes influences few: one is 0 unless it explains more than this. */
  l1: realNumber({ default: 2, least: 0, most: 1e12 }),
  /** Keeps influences small. Some hundreds for logs of some 100,000 events. */
  l2: realNumber({ default: 200, least: 0, most: 1e12 }),
  /** Whether items speak only for others (`'positive'`, as published), or against them, too. */
  sign: oneOf(['positive', 'any'], 'positive'),
  /** An item is done when none of its weights moves by more than this. */
  tolerance: realNumber({ default: 1e-4, above: 0, most: 1 }),
  /** How often the weights of an item are gone through at most. */
  rounds: wholeNumber({ default: 100, most: 1_000_000 }),
  historyDecay,
}

type Settings = SettingsOf<typeof settings>

const update = absent('a new event changes what every item is made up of: fit it anew.')

/**
 * Every item is made up of few others: a sparse linear model from a history to what belongs to it. Ning and Karypis,
 * "SLIM: sparse linear methods for top-N recommender systems" (ICDM 2011). Takes 4 · items² bytes of memory for the
 * fit, and little for the model.
 *
 * @example
 * const model = await slim({ l1: 5, l2: 100 }).fit(log)
 */
export const slim = defineAlgorithm({
  name: 'slim',
  settings,
  memory: ({ items }) => ({ shared: 4 * items ** 2 + 4 * Math.max(SLICE, items), own: 0 }),
  fit: async (data, own, context) => {
    const influence = new SparseInfluence(transpose(await madeUpOf(data, own, context)))
    const { users, duplicates } = data
    return new ItemToItemModel({ users, influence, duplicates, decay: own.historyDecay }, update)
  },
  restore: (arrays, own) => {
    const users = arrays.int32('users', [1])[0]!
    const influence = SparseInfluence.restore(arrays)
    const duplicates = savedDuplicates(arrays)
    return new ItemToItemModel({ users, influence, duplicates, decay: own.historyDecay }, update)
  },
})

/** Numbers of the weights that are solved for before they are kept. */
const SLICE = 1 << 22
/** Rows that are multiplied by a thread at a time. */
const ROWS = 4

/** items × items: of which others each item is made up, and how much of each. */
async function madeUpOf(
  { byUser, items }: TrainingData,
  { l1, l2, sign, tolerance, rounds }: Settings,
  context: FitContext,
): Promise<CompressedRows> {
  const session = new KernelSession(context)
  try {
    const { memory } = session
    const columns = await rowsInMemory(session, byUser)
    const rows = await transposed(session, columns)
    const products = memory.floats(items * items)
    const [byRow, byColumn] = [rows, columns].map((own) => [own.offsets, own.indices, own.values] as const)
    const cost = items * byUser.indices.length
    const multiply = { tasks: items, take: ROWS, cost, scratch: 8 * items }
    await session.run('rowProducts', multiply, ...byRow!, ...byColumn!, items, products)

    const slice = Math.max(1, Math.min(items, Math.floor(SLICE / items)))
    const weights = memory.floats(slice * items)
    const found = new FoundRows(items)
    const positive = sign === 'positive' ? 1 : 0
    const how = [items, l1, l2, positive, tolerance, rounds, weights] as const
    for (let start = 0; start < items; start += slice) {
      const tasks = Math.min(slice, items - start)
      const work = { tasks, cost: 10 * tasks * items, scratch: 16 * items }
      await session.run('elasticNet', work, start, products, ...how)
      for (let task = 0; task < tasks; task++) found.add(weights.subarray(task * items, (task + 1) * items))
      context.report({ step: start + tasks, steps: items })
      await context.breathe()
    }
    return found.rows()
  } finally {
    await session.close()
  }
}

/** Dense rows, of which what is not 0 is kept. */
class FoundRows {
  readonly #offsets: Int32Array
  readonly #indices: Int32Array[] = []
  readonly #values: Float32Array[] = []
  #row = 0

  constructor(private readonly size: number) {
    this.#offsets = new Int32Array(size + 1)
  }

  add(row: Float32Array): void {
    const places = Int32Array.from(row.keys()).filter((place) => row[place] !== 0)
    this.#indices.push(places)
    this.#values.push(Float32Array.from(places, (place) => row[place]!))
    this.#offsets[this.#row + 1] = this.#offsets[this.#row]! + places.length
    this.#row++
  }

  rows(): CompressedRows {
    const { size } = this
    const entries = this.#offsets[size]!
    const [indices, values] = [new Int32Array(entries), new Float32Array(entries)]
    this.#indices.forEach((own, row) => {
      indices.set(own, this.#offsets[row])
      values.set(this.#values[row]!, this.#offsets[row])
    })
    return { rows: size, columns: size, offsets: this.#offsets, indices, values }
  }
}

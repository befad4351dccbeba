import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import { perPair } from '../recommender/memory-need'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import { rowsToSave, type SavedArrays } from '../recommender/saved-arrays'
import type { TrainingData } from '../recommender/training-data'
import type { CompressedRows, Duplicates } from '../sparse'
import {
  duplicatesToSave,
  type MergedHistory,
  mergedHistory,
  savedDuplicates,
} from './history/merged-history'

/**
 * A rating is the user's mean plus how much better the item is rated than those they rated, on the mean over the users
 * who rated both. Lemire and Maclachlan, "Slope one predictors for online rating-based collaborative filtering" (SDM
 * 2005), as in Surprise. Weights are ratings; a log of ratings is read with `duplicates: 'last'`.
 *
 * @example
 * const model = await slopeOne().fit(ratings)
 * model.score({ user: 'ann' }, ['tea']) // how many stars
 */
export const slopeOne = defineAlgorithm({
  name: 'slopeOne',
  settings: {},
  memory: perPair(16),
  wantsRatings: () => true,
  fit: (data, _, context) => fitSlopeOne(data, context),
  restore: (arrays) => {
    const items = arrays.shape('lead.offsets')[0]! - 1
    return new SlopeOne(usersOf(arrays), arrays.rows('lead', items, items), savedDuplicates(arrays))
  },
})

async function fitSlopeOne(data: TrainingData, context: FitContext): Promise<Model> {
  await data.prepare(context.breathe)
  const { byUser, byItem, items, users, duplicates } = data
  const sums = new Float64Array(items)
  const counts = new Int32Array(items)
  const rows: { readonly others: Int32Array; readonly leads: Float32Array }[] = []
  for (let item = 0; item < items; item++) {
    await context.breathe()
    const met: number[] = []
    for (let at = byItem.offsets[item]!; at < byItem.offsets[item + 1]!; at++) {
      const user = byItem.indices[at]!
      for (let own = byUser.offsets[user]!; own < byUser.offsets[user + 1]!; own++) {
        const other = byUser.indices[own]!
        if (counts[other]!++ === 0) met.push(other)
        sums[other]! += byUser.values[own]! - byItem.values[at]!
      }
    }
    const others = Int32Array.from(met).sort()
    rows.push({ others, leads: Float32Array.from(others, (other) => sums[other]! / counts[other]!) })
    for (const other of met) {
      sums[other] = 0
      counts[other] = 0
    }
    if (item % 256 === 255) context.report({ step: item + 1, steps: items })
  }
  context.report({ step: items, steps: items })
  const offsets = new Int32Array(items + 1)
  rows.forEach(({ others }, item) => {
    offsets[item + 1] = offsets[item]! + others.length
  })
  const lead: CompressedRows = {
    rows: items,
    columns: items,
    offsets,
    indices: new Int32Array(offsets[items]!),
    values: new Float32Array(offsets[items]!),
  }
  rows.forEach(({ others, leads }, item) => {
    lead.indices.set(others, offsets[item])
    lead.values.set(leads, offsets[item])
  })
  return new SlopeOne(users, lead, duplicates)
}

class SlopeOne implements Model {
  readonly scale = 'rating'
  readonly foldsIn = true
  readonly similarItems = absent(
    'it knows how much better an item is rated than another, not how alike they are.',
  )
  readonly similarUsers = absent('it compares items, not users.')

  constructor(
    readonly users: number,
    /** Row by item: how much better each other item is rated by the users who rated both. */
    private readonly lead: CompressedRows,
    private readonly duplicates: Duplicates,
  ) {}

  get items(): number {
    return this.lead.rows
  }

  score({ history }: Query, scores: Float64Array): void {
    const own = mergedHistory(history, this.duplicates)
    if (own.items.length === 0) return
    const mean = meanOf(own)
    const counts = new Int32Array(this.items)
    scores.fill(0)
    for (const rated of own.items) {
      for (let at = this.lead.offsets[rated]!; at < this.lead.offsets[rated + 1]!; at++) {
        scores[this.lead.indices[at]!]! += this.lead.values[at]!
        counts[this.lead.indices[at]!]!++
      }
    }
    for (let item = 0; item < scores.length; item++) {
      // What nobody rated, and only features are known of, has not even met itself.
      const isRated = this.lead.offsets[item + 1]! > this.lead.offsets[item]!
      const lead = counts[item]! > 0 ? scores[item]! / counts[item]! : 0
      scores[item] = isRated ? mean + lead : Number.NaN
    }
  }

  readonly explain = ({ history }: Query, item: number): readonly ScorePart[] => {
    const own = mergedHistory(history, this.duplicates)
    const leads = Array.from(own.items, (rated, at) => ({
      position: own.positions[at]!,
      lead: this.#lead(rated, item),
    }))
    const known = leads.filter(({ lead }) => lead !== undefined)
    return [
      { kind: 'base', name: 'the mean of the own ratings', amount: meanOf(own) },
      ...known.map(({ position, lead }) => ({
        kind: 'history' as const,
        position,
        amount: lead! / known.length,
      })),
    ]
  }

  /** Counting is quick: new ratings are counted together with the old ones. */
  readonly update = (data: TrainingData, _: unknown, context: FitContext): Promise<Model> =>
    fitSlopeOne(data, context)

  arrays(): NamedArrays {
    return {
      users: { values: Int32Array.of(this.users) },
      ...rowsToSave('lead', this.lead),
      ...duplicatesToSave(this.duplicates),
    }
  }

  #lead(rated: number, item: number): number | undefined {
    const { offsets, indices, values } = this.lead
    const entry = indices.subarray(offsets[rated]!, offsets[rated + 1]!).indexOf(item)
    return entry < 0 ? undefined : values[offsets[rated]! + entry]!
  }
}

function meanOf({ weights }: MergedHistory): number {
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.length
}

function usersOf(arrays: SavedArrays): number {
  return arrays.numbers('users', 1, 2 ** 31 - 1)[0]!
}

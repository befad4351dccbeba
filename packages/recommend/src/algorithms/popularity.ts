import { defineAlgorithm } from '../recommender/algorithm'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import type { TrainingData } from '../recommender/training-data'
import { oneOf, type SettingsOf } from '../settings/settings'

const settings = {
  /** An item's score: how many `'users'` chose it (default), or the sum of its events' `'weights'`. */
  count: oneOf(['users', 'weights'], 'users'),
}

/**
 * What is chosen most, for everyone alike: the bar for every other algorithm. Of a log with `halfLifeDays`, counted by
 * weights, it is what is chosen most at present.
 *
 * @example
 * const model = await popularity().fit(log)
 * model.recommend({ history: [] }, { n: 3 }).items
 */
export const popularity = defineAlgorithm({
  name: 'popularity',
  settings,
  fit: async (data, own, context) => {
    const model = new Popularity(data.users, countsOf(data, own), own)
    context.report({ step: 1, steps: 1 })
    return model
  },
  restore: (arrays, own) => {
    const [users, items] = [arrays.int32('users', [1])[0]!, arrays.shape('counts')[0] ?? 0]
    return new Popularity(users, arrays.float64('counts', [items]), own)
  },
})

class Popularity implements Model {
  readonly scale = 'count'
  readonly foldsIn = true
  readonly similarItems = absent('it counts how often items are chosen, not by whom.')
  readonly similarUsers = absent('it treats all users alike.')

  constructor(
    readonly users: number,
    private readonly counts: Float64Array,
    private readonly own: SettingsOf<typeof settings>,
  ) {}

  get items(): number {
    return this.counts.length
  }

  score(_query: Query, scores: Float64Array): void {
    for (let item = 0; item < this.items; item++)
      if (this.counts[item]! > 0) scores[item] = this.counts[item]!
  }

  readonly explain = (_query: Query, item: number): readonly ScorePart[] => [
    { kind: 'base', name: 'popularity', amount: this.counts[item]! },
  ]

  readonly update = async (data: TrainingData): Promise<Model> =>
    new Popularity(data.users, countsOf(data, this.own), this.own)

  arrays(): NamedArrays {
    return { users: { values: Int32Array.of(this.users) }, counts: { values: this.counts } }
  }
}

/** Per item: how many users it has more good than bad from, or the sum of its weights. */
function countsOf({ byUser, items }: TrainingData, { count }: SettingsOf<typeof settings>): Float64Array {
  const counts = new Float64Array(items)
  for (let at = 0; at < byUser.indices.length; at++) {
    const weight = byUser.values[at]!
    counts[byUser.indices[at]!]! += count === 'weights' ? weight : weight > 0 ? 1 : 0
  }
  return counts
}

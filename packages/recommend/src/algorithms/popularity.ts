import { refuse } from '../input/refuse'
import { agedBy, latestOf } from '../interactions/histories'
import { defineAlgorithm } from '../recommender/algorithm'
import type { FitContext } from '../recommender/fit-context'
import { absent, type Model, type Query, type ScorePart } from '../recommender/model'
import type { NamedArrays } from '../recommender/named-arrays'
import type { TrainingData } from '../recommender/training-data'
import { oneOf, orOff, realNumber, type SettingsOf, text } from '../settings/settings'
import { inSlices, rowStretches, type Slices } from '../sparse'
import { type Segments, segmentsBy } from './counts/segments'

const settings = {
  /** An item's score: how many `'users'` chose it (default), or the sum of its events' `'weights'`. */
  count: oneOf(['users', 'weights'], 'users'),
  /** Days after which an event counts half, besides the log's own half-life: what is popular now. */
  halfLifeDays: orOff(realNumber({ default: 30, above: 0 })),
  /** The name of a feature of users, such as `'country'`: counts among those who are alike in it. */
  segment: orOff(text('country')),
}

type Settings = SettingsOf<typeof settings>

/**
 * What is chosen most, for everyone alike or by segment, at all or at present: the bar for every other algorithm.
 * Someone of no known segment gets what is chosen most by all.
 *
 * @example
 * const model = await popularity({ halfLifeDays: 7 }).fit(log)
 * model.recommend({ history: [] }, { n: 3 }).items
 */
export const popularity = defineAlgorithm({
  name: 'popularity',
  settings,
  fit: async (data, own, context) => {
    const segments = own.segment === false ? nobody : segmentsBy(own.segment, data.features.users, data.users)
    const counts = await inSlices(countSlices(data, segments, own), context.breathe)
    const model = new Popularity(data.users, counts, segments, own)
    context.report({ step: 1, steps: 1 })
    return model
  },
  restore: (arrays, own) => {
    const [rows, items] = arrays.shape('counts')
    if (rows === undefined || rows < 1 || items === undefined) return arrays.refuse('counts is no table.')
    const of = arrays.int32('segments', [undefined])
    if (of.some((segment) => segment < -1 || segment >= rows - 1)) arrays.refuse('segments is out of range.')
    const users = arrays.numbers('users', 1, 2 ** 31 - 1)[0]!
    return new Popularity(users, arrays.float64('counts', [rows, items]), { count: rows - 1, of }, own)
  },
})

const nobody: Segments = { count: 0, of: new Int32Array(0) }

class Popularity implements Model {
  readonly scale = 'count'
  readonly foldsIn = true
  readonly similarItems = absent('it counts how often items are chosen, not by whom.')
  readonly similarUsers = absent('it counts how often items are chosen, not by whom.')

  constructor(
    readonly users: number,
    /** (1 + segments) × items; the first row is of everyone. */
    private readonly counts: Float64Array,
    private readonly segments: Segments,
    private readonly own: Settings,
  ) {}

  get items(): number {
    return this.counts.length / (1 + this.segments.count)
  }

  score(query: Query, scores: Float64Array): void {
    const counts = this.#countsFor(query)
    for (let item = 0; item < counts.length; item++) if (counts[item]! > 0) scores[item] = counts[item]!
  }

  readonly explain = (query: Query, item: number): readonly ScorePart[] => [
    { kind: 'base', name: 'popularity', amount: this.#countsFor(query)[item]! },
  ]

  /** Known users keep their segment; new ones have none until the next fit. */
  readonly update = async (data: TrainingData, _: unknown, context: FitContext): Promise<Model> => {
    const counts = await inSlices(countSlices(data, this.segments, this.own), context.breathe)
    return new Popularity(data.users, counts, this.segments, this.own)
  }

  arrays(): NamedArrays {
    return {
      users: { values: Int32Array.of(this.users) },
      counts: { values: this.counts, shape: [1 + this.segments.count, this.items] },
      segments: { values: this.segments.of },
    }
  }

  #countsFor({ user }: Query): Float64Array {
    const row = 1 + (this.segments.of[user] ?? -1)
    return this.counts.subarray(row * this.items, (row + 1) * this.items)
  }
}

/** By everyone and by segment: how many users each item has more good than bad from, or the sum of its weights. */
function* countSlices(
  data: TrainingData,
  { count: segments, of }: Segments,
  own: Settings,
): Slices<Float64Array> {
  const { byUser, items } = data
  const ages = own.halfLifeDays === false ? undefined : yield* ageSlices(data, own.halfLifeDays)
  const counts = new Float64Array((1 + segments) * items)
  for (const [from, to] of rowStretches(byUser.offsets)) {
    for (let user = from; user < to; user++) {
      const row = (1 + (of[user] ?? -1)) * items
      for (let at = byUser.offsets[user]!; at < byUser.offsets[user + 1]!; at++) {
        const item = byUser.indices[at]!
        const weight = byUser.values[at]!
        const amount = (own.count === 'weights' ? weight : weight > 0 ? 1 : 0) * (ages?.[at] ?? 1)
        counts[item]! += amount
        if (row > 0) counts[row + item]! += amount
      }
    }
    yield
  }
  return counts
}

/** By entry of `byUser`: what is left of its last event. */
function* ageSlices({ byUser, histories }: TrainingData, halfLifeDays: number): Slices<Float64Array> {
  const { times } = histories
  if (!times) {
    refuse('invalid-data', {
      what: 'Popularity is to age by halfLifeDays, and the events have no time.',
      where: 'popularity.halfLifeDays',
      fix: 'Name the column of the time when reading the log, or leave halfLifeDays out.',
    })
  }
  const now = latestOf(times)
  const ages = new Float64Array(byUser.indices.length)
  const last = new Map<number, number>()
  for (const [from, to] of rowStretches(byUser.offsets)) {
    for (let user = from; user < to; user++) {
      last.clear()
      for (let at = histories.offsets[user]!; at < histories.offsets[user + 1]!; at++) {
        last.set(histories.items[at]!, times[at]!)
      }
      for (let at = byUser.offsets[user]!; at < byUser.offsets[user + 1]!; at++) {
        ages[at] = agedBy(now - last.get(byUser.indices[at]!)!, halfLifeDays)
      }
    }
    yield
  }
  return ages
}

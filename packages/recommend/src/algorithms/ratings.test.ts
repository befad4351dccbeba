import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import type { Algorithm } from '../recommender/algorithm'
import { updateContext } from '../recommender/fit-context'
import { TrainingData } from '../recommender/training-data'
import { baseline } from './baseline'
import { biasedSvd } from './biased-svd'
import { knnBaseline } from './knn-baseline'
import { nmf } from './nmf'
import { descend } from './ratings/descend'
import { multiply } from './ratings/multiply'
import type { RatingFactors } from './ratings/rating-model'
import { svdPlusPlus } from './svd-plus-plus'

interface Descent {
  readonly factors: number
  /** Of users, items and, for SVD++, implicit factors. */
  readonly start: readonly (readonly number[])[]
  readonly predictions: readonly (readonly number[])[]
}

interface Fixture {
  readonly ratings: readonly (readonly [user: number, item: number, rating: number])[]
  readonly users: number
  readonly items: number
  readonly svd: Descent
  readonly svdpp: Descent
  readonly nmf: Descent
  readonly baseline: readonly (readonly number[])[]
  readonly knnBaseline: readonly (readonly number[])[]
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('fixtures/from-surprise.json', import.meta.url), 'utf8'),
)
const { ratings, users, items } = fixture
const rows = ratings.map(([user, item, weight]) => ({ user, item, weight }))
const all = Array.from({ length: items }, (_, item) => item)

const data = new TrainingData(
  users,
  items,
  {
    offsets: Int32Array.from(
      { length: users + 1 },
      (_, user) => ratings.filter(([own]) => own < user).length,
    ),
    items: Int32Array.from(ratings, ([, item]) => item),
    weights: Float32Array.from(ratings, ([, , rating]) => rating),
    times: undefined,
  },
  'last',
)

/** Every rating that a fit predicts. */
function predicted({ baselines, depth, userFactors, itemFactors }: RatingFactors): number[][] {
  return Array.from({ length: users }, (_, user) =>
    all.map((item) => {
      let sum = baselines.mean + baselines.userBiases[user]! + baselines.itemBiases[item]!
      for (let d = 0; d < depth; d++) sum += userFactors[user * depth + d]! * itemFactors[item * depth + d]!
      return sum
    }),
  )
}

function near(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expected.forEach((row, user) => {
    row.forEach((value, item) => {
      expect(Math.abs(found[user]![item]! - value)).toBeLessThan(1e-4)
    })
  })
}

const singles = (start: Descent['start']) => {
  const [users, items, implicit = []] = start
  return {
    users: Float32Array.from(users!),
    items: Float32Array.from(items!),
    implicit: Float32Array.from(implicit),
  }
}

describe('what Surprise predicts from the same start', () => {
  const common = { epochs: 30, learningRate: 0.02, regularization: 0.05, spread: 0.1, seed: 1 }

  it('is what biased factors predict', async () => {
    const { factors, start, predictions } = fixture.svd
    const own = { ...common, factors, implicit: false }
    near(predicted(await descend(data, own, updateContext({}), singles(start))), predictions)
  })

  it('is what SVD++ predicts', async () => {
    const { factors, start, predictions } = fixture.svdpp
    const own = { ...common, factors, implicit: true }
    near(predicted(await descend(data, own, updateContext({}), singles(start))), predictions)
  })

  it('is what non-negative factors predict', async () => {
    const { factors, start, predictions } = fixture.nmf
    const [ofUsers, ofItems] = start
    const from = { users: Float64Array.from(ofUsers!), items: Float64Array.from(ofItems!) }
    const own = { factors, epochs: 40, regularization: 0.06, seed: 1 }
    near(predicted(await multiply(data, own, updateContext({}), from)), predictions)
  })

  it.each([
    ['baselines', baseline(), fixture.baseline],
    ['neighbours', knnBaseline({ neighbours: 4 }), fixture.knnBaseline],
  ])('is what %s predict', async (_, algorithm, expected) => {
    const model = await algorithm.fit(interactions(rows))
    // Of ratings that were given, Surprise's neighbours count themselves.
    const isGiven = (user: number, item: number) => rows.some((row) => row.user === user && row.item === item)
    const found = expected.map((row, user) =>
      model.score({ user }, all).map((score, item) => (isGiven(user, item) ? row[item]! : score!)),
    )
    near(found, expected)
  })
})

describe.each<[string, Algorithm]>([
  ['baseline', baseline()],
  ['biasedSvd', biasedSvd({ factors: 4 })],
  ['svdPlusPlus', svdPlusPlus({ factors: 4 })],
  ['nmf', nmf({ factors: 4 })],
  ['knnBaseline', knnBaseline()],
])('%s', (_, algorithm) => {
  it('thinks of someone new as of a known user with the same ratings', async () => {
    const model = await algorithm.fit(interactions(rows))
    let [off, count] = [0, 0]
    for (let user = 0; user < users; user++) {
      const history = rows.filter((row) => row.user === user)
      const known = model.score({ user }, all)
      model.score({ history }, all).forEach((score, at) => {
        off += (score! - known[at]!) ** 2
        count++
      })
    }
    expect(Math.sqrt(off / count)).toBeLessThan(0.6)
  })

  it('is generous for the generous, and less so for others', async () => {
    const model = await algorithm.fit(interactions(rows))
    const [generous, strict] = [5, 1].map(
      (weight) => model.score({ history: [0, 1, 2, 3].map((item) => ({ item, weight })) }, [7])[0]!,
    )
    expect(generous!).toBeGreaterThan(strict!)
  })
})

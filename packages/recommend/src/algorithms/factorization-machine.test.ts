import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { updateContext } from '../recommender/fit-context'
import { TrainingData } from '../recommender/training-data'
import { factorizationMachine } from './factorization-machine'
import { fitMachine } from './ratings/fit-machine'

interface Fixture {
  readonly rows: readonly (readonly [user: number, item: number, rating: number])[]
  readonly users: number
  readonly items: number
  readonly kindOfUser: readonly number[]
  readonly kindOfItem: readonly number[]
  readonly depth: number
  readonly rate: number
  readonly regularization: number
  readonly epochs: number
  readonly start: readonly number[]
  readonly predictions: readonly (readonly number[])[]
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('fixtures/from-pytorch.json', import.meta.url), 'utf8'),
)
const { users, items } = fixture

/** Every row itself, and its kind. */
function kindsOf(kinds: readonly number[], count: number) {
  return {
    rows: kinds.length,
    columns: kinds.length + count,
    offsets: Int32Array.from({ length: kinds.length + 1 }, (_, row) => 2 * row),
    indices: Int32Array.from(kinds.flatMap((kind, row) => [row, kinds.length + kind])),
    values: new Float32Array(2 * kinds.length).fill(1),
  }
}

describe('factorizationMachine', () => {
  it('learns what its formula learns by the gradients of PyTorch', async () => {
    const counts = Array.from(
      { length: users },
      (_, user) => fixture.rows.filter(([own]) => own === user).length,
    )
    const offsets = Int32Array.from([
      0,
      ...counts.map((_, at) => counts.slice(0, at + 1).reduce((a, b) => a + b)),
    ])
    const histories = {
      offsets,
      items: Int32Array.from(fixture.rows, ([, item]) => item),
      weights: Float32Array.from(fixture.rows, ([, , rating]) => rating),
      times: undefined,
    }
    const rows = { users: kindsOf(fixture.kindOfUser, 3), items: kindsOf(fixture.kindOfItem, 4) }
    const { depth, rate, regularization, epochs } = fixture
    const { baselines, userFactors, itemFactors } = await fitMachine(
      new TrainingData(users, items, histories, 'last'),
      rows,
      { factors: depth, epochs, learningRate: rate, regularization, spread: 0, seed: 1 },
      updateContext({}),
      Float32Array.from(fixture.start),
    )
    for (let user = 0; user < users; user++) {
      for (let item = 0; item < items; item++) {
        let met = baselines.mean + baselines.userBiases[user]! + baselines.itemBiases[item]!
        for (let d = 0; d < depth; d++) met += userFactors[user * depth + d]! * itemFactors[item * depth + d]!
        expect(Math.abs(met - fixture.predictions[user]![item]!)).toBeLessThan(1e-4)
      }
    }
  })

  it('rates new items by what is known of them', async () => {
    const ratings = Array.from({ length: 30 }, (_, user) =>
      Array.from({ length: 8 }, (_, at) => (user + 5 * at) % 20).map((item) => ({
        user,
        item,
        weight: user % 2 === item % 2 ? 5 : 1,
      })),
    ).flat()
    const log = interactions(ratings)
    const kindOf = (number: number) => ({ kind: number % 2 === 0 ? 'even' : 'odd' })
    const itemFeatures = [...log.items, 100, 101].map((item) => [item, kindOf(item)] as const)
    const userFeatures = [...log.users, 1000].map((user) => [user, kindOf(user)] as const)
    const fit = { itemFeatures, userFeatures }
    const model = await factorizationMachine({ factors: 8, epochs: 200, learningRate: 0.02 }).fit(log, fit)
    for (const user of [0, 1000]) {
      const [like, unlike] = model.score({ user }, [100, 101])
      expect(like!).toBeGreaterThan(unlike! + 1)
    }
    // Who comes later is served as who was there without a rating.
    const all = [...log.items, 100, 101]
    const late = model.score({ features: kindOf(1000) }, all)
    expect(late.length).toBe(22)
    model.score({ user: 1000 }, all).forEach((score, at) => {
      expect(late[at]).toBeCloseTo(score!, 4)
    })
  })
})

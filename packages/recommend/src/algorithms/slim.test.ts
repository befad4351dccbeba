import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { slim } from './slim'
import { tastes } from './testing/tastes'

interface Fixture {
  readonly users: number
  readonly items: number
  readonly matrix: readonly number[]
  readonly l1: number
  readonly l2: number
  readonly slim: Readonly<Record<'positive' | 'any', readonly number[]>>
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('fixtures/from-scikit-learn.json', import.meta.url), 'utf8'),
)
const { users, items, matrix, l1, l2 } = fixture
const log = interactions(
  matrix.flatMap((weight, at) =>
    weight === 0 ? [] : [{ user: Math.floor(at / items), item: at % items, weight }],
  ),
)

describe('slim', () => {
  it.each(['positive', 'any'] as const)(
    'with weights of %s sign is an elastic net per item, as of scikit-learn',
    async (sign) => {
      const model = await slim({ l1, l2, sign, tolerance: 1e-9, rounds: 10_000 }).fit(log)
      const all = Array.from({ length: items }, (_, item) => item)
      for (let user = 0; user < users; user++) {
        const row = matrix.slice(user * items, (user + 1) * items)
        model.score({ user }, all).forEach((score, item) => {
          const expected = row.reduce(
            (sum, weight, other) => sum + weight * fixture.slim[sign][other * items + item]!,
            0,
          )
          expect(Math.abs((score ?? 0) - expected)).toBeLessThan(1e-4)
        })
      }
    },
  )

  it('lets fewer items speak the more it is asked to', async () => {
    const log = interactions(tastes)
    const speakers = async (own: number) => {
      const model = await slim({ l1: own, l2: 1 }).fit(log)
      return log.items.reduce((sum, item) => sum + model.similarItems(item, { n: 20 }).length, 0)
    }
    expect(await speakers(4)).toBeLessThan(await speakers(0.1))
    expect(await speakers(1000)).toBe(0)
  })

  it('puts the rest of a taste before the other one', async () => {
    const model = await slim({ l1: 0.1, l2: 1 }).fit(interactions(tastes))
    const { items: list } = model.recommend({ history: [0, 2, 4] }, { n: 5, fallback: [] })
    expect(list).toHaveLength(5)
    expect(list.every(({ item }) => item % 2 === 0)).toBe(true)
  })
})

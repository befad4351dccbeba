import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { itemKnn } from './item-knn'

interface Fixture {
  readonly users: number
  readonly items: number
  readonly matrix: readonly number[]
  readonly neighbours: Readonly<
    Record<
      'cosine' | 'tf-idf' | 'bm25',
      { readonly k: number; readonly likeness: number[]; readonly scores: number[] }
    >
  >
}

const { users, items, matrix, neighbours }: Fixture = JSON.parse(
  readFileSync(new URL('fixtures/from-implicit.json', import.meta.url), 'utf8'),
)

const events = matrix.flatMap((weight, at) =>
  weight === 0 ? [] : [{ user: Math.floor(at / items), item: at % items, weight }],
)
const all = Array.from({ length: items }, (_, item) => item)

describe.each(['cosine', 'tf-idf', 'bm25'] as const)('itemKnn by %s', (similarity) => {
  const { k, likeness, scores } = neighbours[similarity]
  // implicit counts the item itself among its neighbours.
  const algorithm = itemKnn({ similarity, neighbours: k - 1, neighboursOf: 'history' })

  it('finds the neighbours that implicit finds', async () => {
    const model = await algorithm.fit(interactions(events))
    for (const item of all) {
      const expected = all
        .filter((other) => other !== item)
        .map((other) => likeness[item * items + other]!)
        .filter((value) => value !== 0)
        .sort((a, b) => b - a)
      const found = model.similarItems(item, { n: items })
      expect(found.length).toBe(expected.length)
      found.forEach(({ score }, at) => {
        expect(Math.abs(score - expected[at]!)).toBeLessThan(1e-4)
      })
    }
  })

  it('gives the scores that implicit gives', async () => {
    const model = await algorithm.fit(interactions(events))
    for (let user = 0; user < users; user++) {
      const own = model.score({ user }, all)
      for (const item of all) {
        if (matrix[user * items + item] !== 0) continue // implicit adds the item's own likeness
        expect(Math.abs((own[item] ?? 0) - scores[user * items + item]!)).toBeLessThan(1e-4)
      }
    }
  })
})

describe('itemKnn', () => {
  it('lets older items of a history count less', async () => {
    const algorithm = itemKnn({ historyDecay: 0.5 })
    const model = await algorithm.fit(
      interactions([
        { user: 'a', item: 'tea' },
        { user: 'a', item: 'cup' },
        { user: 'b', item: 'hat' },
        { user: 'b', item: 'coat' },
      ]),
    )
    expect(model.score({ history: ['tea', 'hat'] }, ['cup', 'coat'])).toEqual([0.5, 1])
    expect(model.score({ history: ['hat', 'tea'] }, ['cup', 'coat'])).toEqual([1, 0.5])
  })

  it('lets a candidate hear its own nearest, or the history speak for its nearest', async () => {
    // The cup is nearest to the tea, but the tea is nearest to the pot.
    const log = interactions([
      ...['a', 'b', 'c'].flatMap((user) => [
        { user, item: 'tea' },
        { user, item: 'pot' },
      ]),
      ...['c', 'd'].map((user) => ({ user, item: 'cup' })),
    ])
    const scores = async (neighboursOf: 'candidate' | 'history') =>
      (await itemKnn({ neighbours: 1, neighboursOf }).fit(log)).score({ history: ['tea'] }, ['pot', 'cup'])
    expect(await scores('history')).toEqual([1, undefined])
    expect((await scores('candidate'))[1]).toBeCloseTo(1 / Math.sqrt(6), 6)
  })

  it('learns from an update what a fit of everything gives, in the rows that the events reach', async () => {
    const more = [
      { user: 3, item: 2, weight: 2 },
      { user: 3, item: 'new', weight: 1 },
      { user: 100, item: 2, weight: 1 },
    ]
    const model = await itemKnn().fit(interactions<(typeof more)[number]>(events))
    await model.update(interactions(more))
    const whole = await itemKnn().fit(interactions<(typeof more)[number]>([...events, ...more]))
    for (const item of [2, 'new', ...events.filter(({ user }) => user === 3).map((event) => event.item)]) {
      expect(model.similarItems(item, { n: 50 })).toEqual(whole.similarItems(item, { n: 50 }))
    }
    expect(model.recommend({ user: 100 }, { n: 99 }).items.map(({ item }) => item)).toContain('new')
  })
})

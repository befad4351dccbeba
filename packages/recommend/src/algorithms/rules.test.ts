import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { associationRules, sequentialRules } from './rules'

/** Two sessions: a b c a, and b a; the log's order is that of time. */
const log = interactions([
  ...['a', 'b', 'c', 'a'].map((item) => ({ user: 'u', session: 1, item })),
  ...['b', 'a'].map((item) => ({ user: 'u', session: 2, item })),
])
const similar = (model: { similarItems(item: string): { id: string; score: number }[] }, item: string) =>
  Object.fromEntries(model.similarItems(item).map(({ id, score }) => [id, score]))

describe('associationRules', () => {
  it('counts pairs of events in one session, either way', async () => {
    const model = await associationRules().fit(log)
    expect(similar(model, 'a')).toEqual({ b: 3, c: 2 })
    expect(similar(model, 'b')).toEqual({ a: 3, c: 1 })
    // a repeats in the first session: its two events count from either side.
    expect(model.score({ history: ['a'] }, ['a'])).toEqual([2])
  })
})

describe('sequentialRules', () => {
  it('counts what follows, the sooner the more', async () => {
    const model = await sequentialRules().fit(log)
    expect(similar(model, 'a')).toEqual({ b: 1, c: 1 / 2 })
    expect(similar(model, 'b')).toEqual({ c: 1, a: 1 / 2 + 1 })
    expect(model.score({ history: ['a'] }, ['a'])[0]).toBeCloseTo(1 / 3, 6)
  })

  it.each([
    ['same', 1],
    ['quadratic', 1 / 4],
    ['logarithmic', 1 / Math.log10(3.7)],
    ['linear', 0.8],
  ] as const)('weighs steps by %s', async (weighting, twoSteps) => {
    const model = await sequentialRules({ weighting }).fit(log)
    expect(similar(model, 'a')['c']).toBeCloseTo(twoSteps, 6)
  })

  it('looks no further than its steps and keeps the strongest rules', async () => {
    expect(similar(await sequentialRules({ steps: 1 }).fit(log), 'a')).toEqual({ b: 1 })
    expect(similar(await sequentialRules({ rules: 1 }).fit(log), 'b')).toEqual({ a: 1.5 })
  })

  it('asks by the last item of the visit, or by all', async () => {
    const last = await sequentialRules().fit(log)
    expect(last.recommend({ history: ['a', 'b'] }, { fallback: [] }).items.map(({ item }) => item)).toEqual([
      'c',
    ])
    const all = await sequentialRules({ evidence: 'all' }).fit(log)
    const [c] = all.recommend({ history: ['a', 'b'] }, { reasons: true, fallback: [] }).items
    expect(c!.score).toBe(1.5)
    expect(c!.reasons).toEqual([
      { because: 'b', amount: 1, share: 2 / 3 },
      { because: 'a', amount: 0.5, share: 1 / 3 },
    ])
    // Of a user of the log only the last session asks: b a.
    expect(last.score({ user: 'u' }, ['b'])).toEqual([1])
  })
})

import { describe, expect, it } from 'vitest'
import { popularity } from '../algorithms/popularity'
import { interactions } from '../interactions'
import { twoTastes } from '../recommender/testing/two-tastes'
import { leaveLastOut, splitByTime, splitByUser } from '../splits'
import { evaluate } from './evaluate'

const day = (date: number) => new Date(Date.UTC(2016, 0, date))

/** In training a is known to 3 users, b to 2, c to 1; in the test ann takes c, bob takes c and d, cat a again. */
const log = interactions([
  { user: 'ann', item: 'a', time: day(1) },
  { user: 'bob', item: 'a', time: day(1) },
  { user: 'cat', item: 'a', time: day(1) },
  { user: 'ann', item: 'b', time: day(2) },
  { user: 'cat', item: 'b', time: day(2) },
  { user: 'cat', item: 'c', time: day(2) },
  { user: 'ann', item: 'c', time: day(9) },
  { user: 'bob', item: 'c', time: day(9) },
  { user: 'bob', item: 'd', time: day(9) },
  { user: 'cat', item: 'a', time: day(9) },
  { user: 'new', item: 'a', time: day(9) },
])
const split = splitByTime(log, { test: day(9) })

describe('evaluate', () => {
  it('ranks all items of training and counts what is missed, left out or repeated', async () => {
    const evaluation = await evaluate({}, split, {
      k: 2,
      measures: ['ndcg', 'recall', 'precision', 'map', 'coverage'],
    })
    expect(evaluation.rows[0]!.model).toBe('popularity')
    const { values } = evaluation.rows[0]!
    // ann: [c], right. bob: [b, c], of c and d; the second is hit at rank 2.
    const bob = 1 / Math.log2(3) / (1 + 1 / Math.log2(3))
    expect(values.ndcg!.value).toBeCloseTo((1 + bob) / 2, 12)
    expect(values.recall!.value).toBeCloseTo((1 + 0.5) / 2, 12)
    expect(values.precision!.value).toBeCloseTo(0.5, 12)
    expect(values.map!.value).toBeCloseTo((1 + 0.25) / 2, 12)
    expect(values.coverage!.value).toBeCloseTo(2 / 3, 12)
    expect(evaluation.lists).toBe(2)
    expect(evaluation.notes).toEqual([
      expect.stringMatching(/^1 users of the test have no past/),
      expect.stringMatching(/^1 test items were in the past/),
      expect.stringMatching(/^1 users of the test have nothing right left/),
      expect.stringMatching(/^1 of 3 right items are not in training/),
    ])
    expect(evaluation.warnings[0]).toMatch(/popularity has fewer than 2 items in 1 of 2 lists/)
  })

  it('prints the table with its definitions', async () => {
    const text = String(await evaluate({}, split, { k: 2 }))
    expect(text).toMatch(/^model +NDCG@2 +recall@2 .*\n─+\npopularity +0\.\d{4} \[\d/)
    expect(text).toMatch(/NDCG@2: gain of each right item ÷ log2\(rank \+ 1\)/)
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/By time, the same for everyone: test from 2016-01-09/)
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(
      process.stdout.columns || 100,
    )
  })

  it('lets new users and repeated items count where that is asked for', async () => {
    const all = await evaluate({}, split, { k: 2, seen: 'include', newUsers: 'count', measures: ['recall'] })
    // ann: [a, b] of c; bob: of c, d; cat: of a; new: of a.
    expect(all.lists).toBe(4)
    expect(all.rows[0]!.values.recall!.value).toBe(0.5)
  })

  it('takes the weights as grades, from a threshold on', async () => {
    const rated = interactions([
      { user: 'ann', item: 'a', time: day(1), weight: 5 },
      ...['b', 'b', 'c'].map((item, at) => ({ user: `u${at}`, item, time: day(1), weight: 5 })),
      { user: 'ann', item: 'b', time: day(9), weight: 2 },
      { user: 'ann', item: 'c', time: day(9), weight: 5 },
    ])
    const parts = splitByTime(rated, { test: day(9) })
    const options = { k: 2, measures: ['ndcg', 'recall'] } as const
    const graded = (await evaluate({}, parts, { ...options, gain: 'weight' })).rows[0]!.values.ndcg!.value
    expect(graded).toBeCloseTo((2 + 5 / Math.log2(3)) / (5 + 2 / Math.log2(3)), 12)
    const liked = (await evaluate({}, parts, { ...options, relevantFrom: 4 })).rows[0]!.values.ndcg!.value
    expect(liked).toBeCloseTo(1 / Math.log2(3), 12)
  })

  it('asks at every event of a session what comes next', async () => {
    const sessions = interactions([
      ...['x', 'x', 'x', 'y', 'y', 'z'].map((item, at) => ({ user: `old${at}`, item, time: day(1) })),
      { user: 's', item: 'x', time: day(9) },
      { user: 's', item: 'y', time: day(10) },
      { user: 's', item: 'x', time: day(11) },
    ])
    const parts = splitByTime(sessions, { test: day(9) })
    const next = await evaluate({}, parts, { task: 'next', k: 1, measures: ['hitRate', 'reciprocalRank'] })
    expect([next.lists, next.askers]).toEqual([2, 1])
    // Popularity says x both times, first y comes, then x.
    expect(next.rows[0]!.values.hitRate!.value).toBe(0.5)
    const anew = await evaluate({}, parts, { task: 'next', seen: 'exclude', k: 1, measures: ['hitRate'] })
    expect([anew.lists, anew.rows[0]!.values.hitRate!.value]).toEqual([1, 1])
  })

  it('asks for held-out users by the events that are given', async () => {
    const tastes = interactions(twoTastes())
    const parts = splitByUser(tastes, { test: 0.3, given: 0.5 })
    const { lists, rows } = await evaluate({}, parts, { k: 3 })
    expect(lists).toBe(parts.test.users.length)
    expect(rows[0]!.values.recall!.value).toBeGreaterThan(0)
  })

  it('tests against the baseline with intervals of the same users', async () => {
    const tastes = splitByTime(interactions(twoTastes(), { kindWeights: {} }))
    const evaluation = await evaluate(
      { weights: popularity({ count: 'weights' }), same: popularity() },
      tastes,
      { k: 5, baseline: 'same', level: 0.9 },
    )
    expect(evaluation.rows.map(({ model }) => model)).toEqual(['weights', 'same', 'itemKnn'])
    const { interval, value, against } = evaluation.rows[0]!.values.ndcg!
    expect(interval!.level).toBe(0.9)
    expect(interval!.lower).toBeLessThanOrEqual(value)
    expect(interval!.upper).toBeGreaterThanOrEqual(value)
    const base = evaluation.rows[1]!.values.ndcg!
    expect(against!.difference).toBeCloseTo(value - base.value, 12)
    expect(base.against).toBeUndefined()
  })

  it('names sampled candidates so, and takes those given', async () => {
    const tastes = splitByTime(interactions(twoTastes()))
    const sampled = await evaluate({}, tastes, { k: 2, candidates: 3, measures: ['ndcg'] })
    expect(sampled.measures[0]!.title).toBe('NDCG@2 (3 sampled)')
    expect(sampled.warnings.join()).toMatch(/sample of the catalogue/)
    const given = new Map([
      ['ann', ['b']],
      ['bob', ['b']],
    ])
    const named = await evaluate({}, split, { k: 2, candidates: given, measures: ['ndcg'] })
    expect(named.measures[0]!.title).toBe('NDCG@2 (given candidates)')
  })

  it('warns of what the split lets models know', async () => {
    const rows = Array.from(log, ({ user, item, time }) => ({ user, item, time: time! }))
    const early = { user: 'early', time: day(1) }
    const uneven = interactions([...rows, { ...early, item: 'b' }, { ...early, item: 'c' }])
    const { warnings } = await evaluate({}, leaveLastOut(uneven), { k: 2 })
    expect(warnings.join('\n')).toMatch(/Each user is cut at a moment of their own/)
    expect(warnings.join('\n')).toMatch(/are older than the newest event of training/)
  })

  it('compares fitted models, and warns of those that know the test', async () => {
    const honest = await popularity().fit(split.train)
    const knowing = await popularity().fit(log)
    const { rows, warnings } = await evaluate({ honest, knowing }, split, { k: 2 })
    expect(rows.map(({ model }) => model)).toEqual(['honest', 'knowing', 'itemKnn'])
    expect(rows[0]!.fitSeconds).toBeUndefined()
    expect(warnings.filter((warning) => /knows 5 of 5 test events/.test(warning))).toEqual([
      expect.stringMatching(/^knowing /),
    ])
  })

  it.each<readonly [string, object, RegExp]>([
    ['k of 0', { k: 0 }, /k is 0/],
    ['an unknown measure', { measures: ['auc'] }, /measures is "auc".*"ndcg"/],
    ['an unknown task', { task: 'all' }, /task is "all"/],
    ['an unknown baseline', { baseline: 'none' }, /no model "none".*"popularity"/],
    ['a threshold that nothing reaches', { relevantFrom: 9 }, /Nobody is left to be judged/],
    ['a level of 95', { level: 95 }, /level is 95/],
    ['candidates without a user', { candidates: new Map() }, /none for "ann"/],
  ])('refuses %s', async (_, options, message) => {
    await expect(evaluate({}, split, options)).rejects.toThrow(message)
  })

  it('refuses what is no model, and stops where its signal says so', async () => {
    await expect(evaluate({ als: 'als' as never }, split)).rejects.toThrow(/model "als" is "als"/)
    await expect(evaluate({}, split, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    })
  })
})

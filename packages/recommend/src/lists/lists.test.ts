import { describe, expect, it } from 'vitest'
import { itemKnn } from '../algorithms/item-knn'
import { popularity } from '../algorithms/popularity'
import { interactions } from '../interactions'
import type { RecommendOptions } from '.'

/** Item 1 is chosen by 20 users, item 2 by 19, …, item 20 by one; ann chose 1 and 2. Even items are red, odd ones blue. */
const log = interactions([
  ...Array.from({ length: 20 }, (_, at) => at + 1).flatMap((item) =>
    Array.from({ length: 21 - item - (item <= 2 ? 1 : 0) }, (_, user) => ({ user: `u${user}`, item })),
  ),
  { user: 'ann', item: 1 },
  { user: 'ann', item: 2 },
])
const model = await popularity().fit(log)
const colour = (item: number) => (item % 2 === 0 ? 'red' : 'blue')
const list = (options: RecommendOptions<string, number>) => {
  const { items, ...rest } = model.recommend({ user: 'ann' }, { n: 5, ...options })
  return { ids: items.map(({ item }) => item), items, ...rest }
}

describe('filters', () => {
  it('come before the cut', () => {
    expect(list({}).ids).toEqual([3, 4, 5, 6, 7])
    expect(list({ seen: 'include' }).ids).toEqual([1, 2, 3, 4, 5])
    expect(list({ exclude: [3, 5] }).ids).toEqual([4, 6, 7, 8, 9])
    expect(list({ where: (item) => item > 12 }).ids).toEqual([13, 14, 15, 16, 17])
    expect(list({ only: [20, 18, 99] }).ids).toEqual([18, 20])
    expect(list({ n: 0 }).ids).toEqual([])
  })

  it('say why a list is short', () => {
    const { short } = list({ only: [1, 2, 3, 4, 5], exclude: [5], where: (item) => item !== 4 })
    expect(short).toEqual({
      asked: 5,
      given: 1,
      because: 'of 20 items 1 may be recommended; kept out: 2 by seen, 1 by where, 1 by exclude, 15 by only.',
    })
    expect(list({}).short).toBeUndefined()
    expect(list({ rules: [{ atMost: 1, per: colour }] }).short!.because).toBe(
      'of 20 items 18 may be recommended; kept out: 2 by seen; 16 would be too many of their group.',
    )
    const { short: silent } = model.recommend({ user: 'ann' }, { n: 50, where: (item) => item < 9 })
    expect(silent!.because).toBe('of 20 items 6 may be recommended; kept out: 2 by seen, 12 by where.')
  })

  it('say of how many items nobody has anything to say', async () => {
    const pairs = [
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['b', 2],
      ['c', 3],
    ] as const
    const knn = await itemKnn().fit(interactions(pairs.map(([user, item]) => ({ user, item }))))
    const { items, short } = knn.recommend({ history: [1] }, { n: 3, fallback: [] })
    expect(items.map(({ item }) => item)).toEqual([2])
    expect(short!.because).toBe(
      'of 3 items 2 may be recommended; kept out: 1 by seen; of 1 neither the model nor a fallback has anything to say.',
    )
  })
})

describe('rules', () => {
  it('pin items, as far as filters let them', () => {
    expect(list({ rules: [{ pin: [9, 1, 8] }] }).ids).toEqual([9, 8, 3, 4, 5])
    const pinned = list({ rules: [{ pin: [9], at: 3 }] })
    expect(pinned.ids).toEqual([3, 4, 9, 5, 6])
    expect(pinned.items[2]).toEqual({ item: 9, score: 12, rank: 3, source: 'pin' })
    expect(list({ rules: [{ pin: [77] }] }).items[0]).toEqual({
      item: 77,
      score: undefined,
      rank: 1,
      source: 'pin',
    })
  })

  it('boost and bury', () => {
    expect(list({ rules: [{ boost: (item) => item === 10, by: 1.5 }] }).ids).toEqual([3, 4, 10, 5, 6])
    expect(list({ rules: [{ boost: (item) => item === 3, by: 0.5 }] }).ids).toEqual([4, 5, 6, 7, 8])
    expect(list({ rules: [{ bury: (item) => item < 18 }] }).ids).toEqual([18, 19, 20, 3, 4])
  })

  it('bury behind what a fallback has, too', async () => {
    const few = await popularity().fit(interactions([5, 6].map((item) => ({ user: `u${item}`, item }))))
    const { items } = few.recommend(
      { history: [] },
      { n: 4, fallback: [model], rules: [{ bury: (item) => item === 5 }] },
    )
    expect(items.map(({ item }) => item)).toEqual([6, 1, 2, 3])
    const all = few.recommend(
      { history: [] },
      { n: 20, fallback: [model], rules: [{ bury: (item) => item === 5 }] },
    )
    expect(all.items.at(-1)).toMatchObject({ item: 5, source: 'popularity', rank: 20 })
  })

  it('leave the scores as the model gives them', () => {
    const { items } = list({ rules: [{ boost: (item) => item === 10, by: 1.5 }] })
    expect(items.map(({ score }) => score)).toEqual([18, 17, 11, 16, 15])
  })

  it('let each group have so many, and go on until the list is full', () => {
    expect(list({ rules: [{ atMost: 1, per: colour }] }).ids).toEqual([3, 4])
    const { ids } = list({ n: 7, rules: [{ atMost: 2, per: (item) => `${item % 4}` }] })
    expect(ids).toEqual([3, 4, 5, 6, 7, 8, 9])
    const rare = list({ n: 4, rules: [{ atMost: 1, per: (item) => (item < 18 ? ['common'] : undefined) }] })
    expect(rare.ids).toEqual([3, 18, 19, 20])
  })

  it('keep slots for some items, new ones too', () => {
    const { ids, items } = list({ rules: [{ slots: [2, 4], for: ['x' as never, 20, 19] }] })
    expect(ids).toEqual([3, 19, 4, 20, 5])
    expect(items[1]!.source).toBe('popularity')
    const fresh = list({ rules: [{ slots: [1], for: [500] }] })
    expect(fresh.items[0]).toEqual({ item: 500, score: undefined, rank: 1, source: 'slot' })
  })

  it.each<readonly [string, unknown]>([
    ['no rule', { promote: [1] }],
    ['a rank of 0', { pin: [1], at: 0 }],
    ['a factor of -1', { boost: () => true, by: -1 }],
    ['half an item', { atMost: 0.5, per: colour }],
    ['null', null],
  ])('refuse %s', (_, rule) => {
    expect(() => list({ rules: [rule as never] })).toThrow(/Rule 0/)
  })
})

describe('diversity', () => {
  const sameColour = (a: number, b: number) => (colour(a) === colour(b) ? 1 : 0)

  it('trades relevance for variety by marginal relevance', () => {
    // The two next red ones are alike; (1 − s) · relevance − s · likeness decides.
    expect(
      list({ diversity: { by: 'mmr', strength: 0.9, likeness: sameColour } })
        .ids.map(colour)
        .slice(0, 2),
    ).toEqual(['blue', 'red'])
    expect(list({ diversity: 0 }).ids).toEqual([3, 4, 5, 6, 7])
    const alike = list({
      diversity: { by: 'mmr', strength: 0.5, likeness: (a, b) => (a < 7 && b < 7 ? 1 : 0) },
    })
    expect(alike.ids).toEqual([3, 7, 8, 9, 10])
  })

  it('chooses sets that span much', () => {
    const { ids } = list({ n: 3, diversity: { by: 'dpp', strength: 0.9, likeness: sameColour } })
    // The first of either colour span all there is; then relevance alone.
    expect(ids).toEqual([3, 4, 5])
    const pairs = (a: number, b: number) => (a === b || Math.abs(a - b) === 1 ? (a === b ? 1 : 0.9) : 0)
    expect(list({ n: 3, diversity: { by: 'dpp', strength: 0.9, likeness: pairs } }).ids).toEqual([3, 5, 7])
  })

  it('gives the list the mixture of the history', async () => {
    const blue = await popularity().fit(log)
    const calibratedList = (history: number[], strength: number) =>
      blue
        .recommend(
          { history },
          { n: 4, seen: 'include', diversity: { by: 'calibrated', groups: colour, strength } },
        )
        .items.map(({ item }) => colour(item))
    expect(calibratedList([2, 4, 6, 8], 0.99)).toEqual(['red', 'red', 'red', 'red'])
    expect(calibratedList([1, 2, 4, 6], 0.99).filter((own) => own === 'blue')).toHaveLength(1)
    expect(calibratedList([2, 4, 6, 8], 0)).toEqual(['blue', 'red', 'blue', 'red'])
  })

  it('keeps to limits and fills the list beyond its pool', () => {
    const { ids } = list({ n: 6, diversity: { by: 'mmr', pool: 3 }, rules: [{ atMost: 4, per: colour }] })
    expect(ids).toHaveLength(6)
    expect(new Set(ids).size).toBe(6)
  })

  it.each<readonly [string, unknown]>([
    ['a strength of 2', 2],
    ['an unknown way', { by: 'luck' }],
    ['a pool of 0', { by: 'mmr', pool: 0 }],
  ])('refuses %s', (_, diversity) => {
    expect(() => list({ diversity: diversity as never })).toThrow(/diversity is/)
  })
})

describe('the fallback', () => {
  it('fills up and says why', async () => {
    const few = await popularity().fit(
      interactions([
        { user: 'x', item: 5 },
        { user: 'y', item: 30 },
      ]),
    )
    const { items, filledUp } = few.recommend({ history: [5] }, { n: 4, fallback: [model, 'popularity'] })
    expect(items.map(({ item }) => item)).toEqual([30, 1, 2, 3])
    expect(filledUp).toEqual({ items: 3, because: 'too-few-scored' })
    expect(few.recommend({ user: 'nobody' }, { n: 4, fallback: [model] }).filledUp!.because).toBe(
      'unknown-user',
    )
    expect(few.recommend({ history: [] }, { n: 4, fallback: [model] }).filledUp!.because).toBe('no-history')
    expect(few.recommend({ history: [5] }, { n: 4, fallback: [] }).short).toMatchObject({
      asked: 4,
      given: 1,
    })
  })

  it('keeps to the same filters and limits', async () => {
    const few = await popularity().fit(interactions([{ user: 'x', item: 31 }]))
    const { items } = few.recommend(
      { user: 'nobody' },
      { n: 4, fallback: [model], exclude: [1], rules: [{ atMost: 2, per: colour }] },
    )
    expect(items.map(({ item }) => item)).toEqual([31, 2, 3, 4])
  })
})

describe('reasons', () => {
  it('stand beside the items and add up', () => {
    const [first] = list({ reasons: true }).items
    expect(first!.reasons).toEqual([{ base: 'popularity', amount: 18, share: 1 }])
  })
})

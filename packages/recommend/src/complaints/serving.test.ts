import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { algorithms } from '../algorithms'
import { quick } from '../algorithms/testing/quick'
import {
  als,
  approximateSearch,
  contentKnn,
  interactions,
  itemKnn,
  loadRecommender,
  popularity,
  type Recommender,
  recommendEveryone,
} from '../index'
import { twoTastes } from '../recommender/testing/two-tastes'

/** What users of other libraries trip over when they ask for lists; each with where they said so. */

const log = interactions(twoTastes())
const itemFeatures = log.items.map((item) => [item, { taste: item % 2 === 0 ? 'even' : 'odd' }] as const)
const names = Object.keys(algorithms)
const history = [0, 2, 4]
const idsOf = ({ items }: { readonly items: readonly { readonly item: number }[] }) =>
  items.map(({ item }) => item)

let folder: string
let model: Recommender<string, number>
const fitted = new Map<string, Recommender<string, number>>()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-complaints-'))
  for (const name of names) fitted.set(name, await quick(name).fit(log, { itemFeatures }))
  model = await itemKnn().fit(log)
})
afterAll(() => rm(folder, { recursive: true }))

describe('someone or something new', () => {
  it.each(names)(
    '1. 2. "new users need a retrain", "recalculate_user is not in BPR" (implicit#592, #210, #152, #658): %s',
    (name) => {
      const own = fitted.get(name)!
      expect(own.abilities.newUsers).toBe(true)
      const { items } = own.recommend({ history: [...history, 6, 8] }, { n: 3, fallback: [] })
      expect(items.length).toBeGreaterThan(0)
    },
  )

  it('3. "partial_fit with the last five minutes forgets the rest" (implicit#650): old and new events are one history', async () => {
    const events = twoTastes().sort((a, b) => Number(a.time) - Number(b.time))
    for (const algorithm of [itemKnn(), popularity()]) {
      const grown = await algorithm.fit(interactions(events.slice(0, 50)))
      await grown.update(interactions(events.slice(50)))
      const whole = await algorithm.fit(interactions(events))
      for (const user of log.users) {
        const scores = (own: Recommender<string, number>) => own.score({ user }, log.items)
        scores(grown).forEach((score, at) => {
          const wanted = scores(whole)[at]
          if (wanted === undefined) expect(score).toBeUndefined()
          else expect(score).toBeCloseTo(wanted, 4)
        })
        expect(idsOf(grown.recommend({ user }, { n: 99 })).sort()).toEqual(
          idsOf(whole.recommend({ user }, { n: 99 })).sort(),
        )
      }
    }
  })

  it('4. "users and items cannot be added to a fitted model" (lightfm#347, #194, #667, #322): ids grow', async () => {
    const content = await contentKnn().fit(log, { itemFeatures })
    const { newUsers, newItems, learnt } = await content.update(
      interactions([{ user: 'new', item: 0, time: new Date('2016-03-01') }]),
      {
        itemFeatures: [[100, { taste: 'even' }]],
      },
    )
    expect({ newUsers, newItems, learnt }).toEqual({ newUsers: 1, newItems: 1, learnt: true })
    expect(idsOf(content.recommend({ user: 'new' }, { n: 9 }))).toContain(100)
  })

  it('36. "a new item or user gets nothing" (gorse#613, #151, #357): others fill up, and the result says who and why', async () => {
    const als4 = await als({ factors: 4 }).fit(log)
    const chain = [als4, 'popularity'] as const
    const { items, filledUp } = model.recommend({ user: 'stranger' }, { n: 3, fallback: chain })
    expect(items.map(({ source }) => source)).toEqual(Array(3).fill('popularity'))
    expect(filledUp).toEqual({ items: 3, because: 'unknown-user' })
    const slot = model.recommend({ user: 'ann' }, { n: 3, rules: [{ slots: [2], for: [777] }] })
    expect(slot.items[1]).toMatchObject({ item: 777, source: 'slot' })
  })

  it('40. "unknown user, missing context" (tensorflow/recommenders#124, #306): what is missing is a legal value', async () => {
    const some = itemFeatures.slice(0, 9)
    const content = await contentKnn().fit(log, { itemFeatures: [...some, [999, { taste: undefined }]] })
    expect(content.recommend({ user: 'ann' }, { n: 3 }).items).toHaveLength(3)
    expect(content.recommend({ user: 'stranger' }, { n: 3 }).items).toHaveLength(3)
  })
})

describe('ids and shapes', () => {
  it('5. "a transposed matrix is accepted" (implicit#535, #574, #608, #738, #182): a log has named columns', () => {
    expect(() =>
      interactions([
        [1, 0],
        [0, 1],
      ] as never),
    ).toThrow(/no user.*Name the column/)
    expect(() => interactions([{ row: 0, col: 1 }] as never)).toThrow(/no user; it has row, col/)
  })

  it('6. "internal or external ids?" (implicit#604, RecBole#979, #1032): the caller\'s go in and come out, 0 too', () => {
    for (const [name, own] of fitted) {
      const ids = [...idsOf(own.recommend({ user: 'ann' }, { n: 99 })), ...own.items]
      expect(
        ids.every((id) => log.items.includes(id)),
        name,
      ).toBe(true)
    }
    expect(log.items).toContain(0)
    expect(idsOf(model.recommend({ items: [2] }, { n: 99, only: [0] }))).toEqual([0])
  })

  it.each(names)(
    '12. "recommends ids that are not in the data" (implicit#232): %s recommends no item without an event unless its features speak',
    async (name) => {
      const own = await quick(name).fit(log, { itemFeatures: [...itemFeatures, [500, {}]] })
      for (const user of log.users)
        expect(idsOf(own.recommend({ user }, { n: 99, fallback: [] }))).not.toContain(500)
    },
  )
})

describe('lists', () => {
  it.each(names)(
    '7. "fewer or more than N after filtering" (implicit#198, #736): exactly n of %s, or why not',
    (name) => {
      const own = fitted.get(name)!
      for (const n of [1, 3, 7]) {
        const { items, short } = own.recommend({ user: 'ann' }, { n, where: (item) => item > 2 })
        if (items.length < n)
          expect(short).toMatchObject({
            asked: n,
            given: items.length,
            because: expect.stringMatching(/of 16 items/),
          })
        else expect(items).toHaveLength(n)
      }
    },
  )

  it('8. "filter_items reads like a whitelist" (implicit#43): only and exclude', () => {
    expect(idsOf(model.recommend({ user: 'ann' }, { n: 99, seen: 'include', only: [1, 3] })).sort()).toEqual([
      1, 3,
    ])
    expect(
      idsOf(model.recommend({ user: 'ann' }, { n: 99, seen: 'include', exclude: [1, 3] })),
    ).not.toContain(1)
  })

  it('9. "seen items are hidden, or are not" (implicit#40, #316, gorse#833, #1216): seen says which', () => {
    const seen = [...log].filter(({ user }) => user === 'ann').map(({ item }) => item)
    const list = (own: 'exclude' | 'include') => idsOf(model.recommend({ user: 'ann' }, { n: 16, seen: own }))
    expect(list('exclude').some((item) => seen.includes(item))).toBe(false)
    expect(seen.every((item) => list('include').includes(item))).toBe(true)
  })

  it.each(['als', 'itemKnn'])(
    '10. 23. "three methods, three results", "metrics change with the batch" (implicit#489, RecBole#1556): one %s list alone, among some, among all',
    async (name) => {
      const own = fitted.get(name)!
      const batch = async (users: readonly string[]) => {
        const lists = new Map<string, readonly unknown[]>()
        for await (const { user, items } of recommendEveryone(own, { n: 4, users })) lists.set(user, items)
        return lists
      }
      const [all, some] = [await batch(log.users), await batch(['kim', 'ann'])]
      for (const user of ['ann', 'kim']) {
        const alone = own
          .recommend({ user }, { n: 4, fallback: [] })
          .items.map(({ item, score }) => ({ item, score }))
        expect(all.get(user)).toEqual(alone)
        expect(some.get(user)).toEqual(alone)
      }
    },
  )

  it.each(names)('11. "recommend and rank_items disagree" (implicit#172): one scorer of %s', (name) => {
    const own = fitted.get(name)!
    for (const user of log.users) {
      const { items } = own.recommend({ user }, { n: 9, fallback: [] })
      expect(
        own.score(
          { user },
          items.map(({ item }) => item),
        ),
      ).toEqual(items.map(({ score }) => score))
    }
  })

  it('15. "what does a score of .012 mean?" (implicit#202): the model says', () => {
    const scales = new Map([...fitted].map(([name, { scale }]) => [name, scale]))
    expect(scales.get('slopeOne')).toBe('rating')
    expect(scales.get('popularity')).toBe('count')
    expect(scales.get('als')).toBe('order')
  })

  it('31. "first pages hold one topic" (gorse#785): limits per group, and variety', () => {
    const taste = (item: number) => item % 2
    const few = idsOf(model.recommend({ user: 'ann' }, { n: 4, rules: [{ atMost: 2, per: taste }] }))
    expect(few.filter((item) => taste(item) === 0)).toHaveLength(2)
    const varied = idsOf(
      model.recommend(
        { user: 'ann' },
        {
          n: 3,
          diversity: { by: 'mmr', strength: 0.9, likeness: (a, b) => (taste(a) === taste(b) ? 1 : 0) },
        },
      ),
    )
    expect(new Set(varied.slice(0, 2).map(taste)).size).toBe(2)
  })

  it('32. "promote by rule", "30 new items a day" (gorse#351, lightfm#298, #556): pin, boost, bury, slots', () => {
    const [first, second] = idsOf(model.recommend({ user: 'ann' }, { n: 9 }))
    const list = (rule: object) => idsOf(model.recommend({ user: 'ann' }, { n: 10, rules: [rule as never] }))
    expect(list({ pin: [second!] })[0]).toBe(second)
    expect(list({ bury: (item: number) => item === first }).at(-1)).toBe(first)
    expect(list({ boost: (item: number) => item === second, by: 100 })[0]).toBe(second)
    expect(list({ slots: [1, 2], for: [901, 902] }).slice(0, 2)).toEqual([901, 902])
  })

  it('33. "never a user\'s own items" (gorse#801, #847, #238): a predicate may know who asks', () => {
    const soldBy = (item: number) => (item % 3 === 0 ? 'ann' : 'bob')
    for (const user of ['ann', 'bob']) {
      const { items } = model.recommend({ user }, { n: 2, where: (item) => soldBy(item) !== user })
      expect(items.length).toBe(2)
      expect(items.every(({ item }) => soldBy(item) !== user)).toBe(true)
    }
  })

  it('34. "hidden and expired items are still served" (gorse#764, #1192): filters ask at the moment of serving', () => {
    const live = new Set(log.items)
    const first = () =>
      model.recommend({ user: 'ann' }, { n: 1, where: (item) => live.has(item) }).items[0]!.item
    const before = first()
    live.delete(before)
    expect(first()).not.toBe(before)
  })

  it('35. "category filters are ignored or single" (gorse#834, #837): any condition over any metadata', () => {
    const about = new Map(log.items.map((item) => [item, { even: item % 2 === 0, price: item * 10 }]))
    const where = (item: number) =>
      !about.get(item)!.even && (about.get(item)!.price < 60 || about.get(item)!.price > 120)
    const { items } = model.recommend({ user: 'ann' }, { n: 99, seen: 'include', where })
    expect(items.map(({ item }) => item).sort((a, b) => a - b)).toEqual(
      log.items.filter(where).sort((a, b) => a - b),
    )
  })

  it.each(names)(
    '37. "only a subset of candidates", "no repeats" (tensorflow/recommenders#225, #629): %s ranks the subset whole',
    (name) => {
      const only = [1, 3, 5, 7, 9]
      const { items } = fitted.get(name)!.recommend({ user: 'ann' }, { n: 5, only, seen: 'include' })
      expect(items.map(({ item }) => item).sort()).toEqual(only)
    },
  )
})

describe('an index', () => {
  it('35. 39. "filters are ignored with an index", "the index measures better than exact search" (gorse#834, #837, tensorflow/recommenders#264): filters hold, and its recall is measured', async () => {
    const events = Array.from({ length: 6000 }, (_, at) => ({
      user: at % 300,
      item: (at * at * 7 + at) % 900,
    }))
    const factors = await als({ factors: 8, iterations: 4 }).fit(interactions(events))
    const search = await approximateSearch(factors)
    expect(search.recall).toBeGreaterThan(0.8)
    expect(search.recall).toBeLessThanOrEqual(1)
    const where = (item: number) => item % 3 === 0 && item > 100
    const { items } = factors.recommend({ user: 5 }, { n: 12, search, where })
    expect(items).toHaveLength(12)
    expect(items.every(({ item }) => where(item))).toBe(true)
  })
})

describe('the way to production', () => {
  it('41. "how to get recommendations after training?" (RecBole#506, #1884, #1286): the first example serves', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    const [, first] = /```ts run\n([\s\S]*?)```/.exec(readme)!
    expect(first).toMatch(
      /model\.recommend\([\s\S]*model\.save\([\s\S]*loadRecommender[\s\S]*served\.recommend\(/,
    )
  })

  it.each(names)(
    '42. "recommend from a saved model without the matrix" (implicit#642): the file of %s is enough',
    async (name) => {
      const path = join(folder, name)
      await fitted.get(name)!.save(path)
      const served = await loadRecommender<string, number>(path)
      expect(served.recommend({ user: 'ann' }, { n: 5 })).toEqual(
        fitted.get(name)!.recommend({ user: 'ann' }, { n: 5 }),
      )
    },
  )
})

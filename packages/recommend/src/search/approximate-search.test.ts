import { RandomKey } from '@graftjs/base'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  als,
  approximateSearch,
  bpr,
  type ItemSearch,
  interactions,
  itemKnn,
  type Recommender,
} from '../index'
import { twoTastes } from '../recommender/testing/two-tastes'

/** 1,500 users with 12 events each among 6,000 items of 30 kinds; each user likes two kinds. */
function shop() {
  const key = RandomKey.from(5)
  return interactions(
    Array.from({ length: 1500 }, (_, user) => {
      const draws = key.fold(user).uniform(26)
      return Array.from({ length: 12 }, (_, at) => {
        const kind = Math.floor(30 * draws[at % 2]!)
        return { user, item: kind + 30 * Math.floor(200 * draws[2 + at]! ** 2) }
      })
    }).flat(),
  )
}

const log = shop()
const groups = (item: number) => item % 30
let model: Recommender<number, number>
let search: ItemSearch
beforeAll(async () => {
  model = await als({ factors: 24, iterations: 8 }).fit(log)
  search = await approximateSearch(model, { users: 100 })
})

const ids = (list: { readonly items: readonly { readonly item: number }[] }) =>
  list.items.map(({ item }) => item)

describe('approximateSearch', () => {
  it('tells the recall that a comparison with exact lists finds', () => {
    expect(search).toMatchObject({ kind: 'approximate', k: 10, users: 100 })
    expect(search.because).toBeUndefined()
    expect(search.recall).toBeGreaterThan(0.9)
    expect(String(search)).toBe(
      `approximate search among ${log.items.length} items finds ${search.recall.toFixed(3)} of the best 10 (of 100 users)`,
    )
    let [found, all] = [0, 0]
    for (const user of log.users.slice(0, 200)) {
      const exact = ids(model.recommend({ user }, { n: 10 }))
      const quick = new Set(ids(model.recommend({ user }, { n: 10, search })))
      found += exact.filter((item) => quick.has(item)).length
      all += exact.length
    }
    expect(Math.abs(found / all - search.recall)).toBeLessThan(0.03)
  })

  it('serves by the scores that the model gives, histories too', () => {
    for (const subject of [{ user: 7 }, { history: log.items.slice(0, 4) }]) {
      const { items } = model.recommend(subject, { n: 10, search })
      expect(items.map(({ score }) => score)).toEqual(model.score(subject, ids({ items })))
    }
  })

  it('keeps to filters, and gives exactly n', () => {
    const known = new Set([...log].filter(({ user }) => user === 3).map(({ item }) => item))
    const rare = (item: number) => groups(item) === 11
    const { items, filledUp } = model.recommend({ user: 3 }, { n: 20, search, where: rare })
    expect(items).toHaveLength(20)
    expect(filledUp).toBeUndefined()
    expect(items.every(({ item }) => rare(item) && !known.has(item))).toBe(true)
    // So few are left that all are scored.
    expect(items).toEqual(model.recommend({ user: 3 }, { n: 20, where: rare }).items)
  })

  it.each([
    ['a limit per group', { n: 25, rules: [{ atMost: 1, per: groups }] }],
    ['a boost', { n: 10, rules: [{ boost: (item: number) => groups(item) === 4, by: 50 }] }],
    ['what is buried', { n: 10, rules: [{ bury: (item: number) => groups(item) !== 4 }] }],
    ['only some', { n: 5, only: log.items.slice(100, 120) }],
    ['more than the index is worth', { n: 4000 }],
  ] as const)('gives the exact list under %s', (_, options) => {
    expect(model.recommend({ user: 9 }, { ...options, search })).toEqual(
      model.recommend({ user: 9 }, options),
    )
  })

  it('gives the same bits each time', async () => {
    const again = await approximateSearch(model, { users: 100 })
    expect(again.recall).toBe(search.recall)
    for (const user of log.users.slice(0, 50)) {
      expect(model.recommend({ user }, { search: again })).toEqual(model.recommend({ user }, { search }))
    }
  })

  it('takes biases into account', async () => {
    const biased = await bpr({ factors: 12, epochs: 30 }).fit(log)
    expect((await approximateSearch(biased, { users: 60 })).recall).toBeGreaterThan(0.9)
  })

  it('scores every item of a model without factors, and says so', async () => {
    const knn = await itemKnn().fit(log)
    const other = await approximateSearch(knn)
    expect(other).toMatchObject({ kind: 'exact', recall: 1, because: 'itemKnn has no factors to search by' })
    expect(String(other)).toBe('exact search: itemKnn has no factors to search by, so every item is scored')
    expect(knn.recommend({ user: 1 }, { search: other })).toEqual(knn.recommend({ user: 1 }))
  })

  it('refuses the index of another model, of the same before an update, and odd options', async () => {
    const small = await als({ factors: 4 }).fit(interactions(twoTastes()))
    expect(() => small.recommend({ user: 'ann' }, { search })).toThrow(/another model.*approximateSearch/)
    const own = await approximateSearch(small)
    await small.update(interactions([{ user: 'ann', item: 99, time: new Date('2016-03-01') }]))
    expect(() => small.recommend({ user: 'ann' }, { n: 1, search: own })).toThrow(/before its last update/)
    await expect(approximateSearch(small, { k: 0 })).rejects.toThrow(/k is 0/)
    await expect(approximateSearch(model, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(() => model.recommend({ user: 1 }, { search: 'fast' as never })).toThrow(/search is "fast"/)
  })
})

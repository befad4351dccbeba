import { describe, expect, it } from 'vitest'
import {
  evaluate,
  interactions,
  itemKnn,
  leaveLastOut,
  popularity,
  readInteractions,
  splitByTime,
  splitPerUser,
  splitStratified,
} from '../index'
import { twoTastes } from '../recommender/testing/two-tastes'
import { sharedData } from '../testing/shared-data'

/** What users of other libraries trip over when they compare; each with where they said so. */

const log = interactions(twoTastes())
const split = splitByTime(log)

describe('splits', () => {
  it('25. "cut by each user\'s own time, the future leaks" (recommenders#1675, RecBole#2180, #1945): one moment for all, and a warning where not', async () => {
    expect(split.warnings).toEqual([])
    const newest = Math.max(...[...split.train].map(({ time }) => Number(time)))
    expect([...split.test].every(({ time }) => Number(time) >= newest)).toBe(true)
    for (const other of [leaveLastOut(log), splitPerUser(log)]) {
      expect(other.warnings[0]!.code).toBe('future-in-training')
      expect(String(await evaluate({}, other, { k: 3 })).replaceAll(/\s+/g, ' ')).toMatch(
        /! .*(older than the newest event of training|each user)/i,
      )
    }
  })

  it('28. "paper numbers are not reached, or exceeded" (RecBole#839, #1785): published splits are bit-equal', async (context) => {
    const { path, missing } = sharedData('ml-100k/ml-100k.inter')
    if (missing) return context.skip(missing)
    const films = await readInteractions(path, {
      user: 'user_id',
      item: 'item_id',
      time: 'timestamp',
      weight: 'rating',
    })
    const { train, test } = splitStratified(films, { by: 'item', test: 0.25, seed: 42 })
    expect([train.size, test.size]).toEqual([75_066, 24_934])
  })

  it('44. "a split of 3 M rows is very slow" (recommenders#1705): a million events part in a moment', () => {
    const rows = Array.from({ length: 1_000_000 }, (_, at) => ({
      user: (at * 7919) % 50_000,
      item: (at * 104_729) % 9000,
      time: 1.4e12 + ((at * 31) % 1_000_003),
    }))
    const large = interactions(rows)
    const before = process.cpuUsage()
    for (const { train, test } of [splitByTime(large), splitStratified(large), leaveLastOut(large)]) {
      expect(train.size + test.size).toBe(1_000_000)
    }
    // They take about 2 s of a processor together, however busy it is; what is quadratic takes hours.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(45)
  }, 600_000)
})

describe('figures', () => {
  it('26. "sampled metrics are biased" (RecBole#1256): all items are ranked, and what is sampled is called so', async () => {
    const full = await evaluate({}, split, { k: 3, measures: ['ndcg'] })
    expect(full.measures[0]!.title).toBe('NDCG@3')
    const sampled = await evaluate({}, split, { k: 3, measures: ['ndcg'], candidates: 4 })
    expect(sampled.measures[0]!.title).not.toBe('NDCG@3')
    expect(sampled.warnings.join(' ')).toMatch(/far higher than over all items/)
  })

  it('27. "MAP was not MAP@k", "NDCG ignored gains" (recommenders#2309, #1749, #1961): each measure is defined, and has these values', async () => {
    const time = (at: number) => new Date(Date.UTC(2026, 0, at))
    const past = ['x', 'x', 'x', 'y', 'y', 'z'].map((item, at) => ({
      user: `u${at}`,
      item,
      weight: 1,
      time: time(1),
    }))
    const ann = [
      { user: 'ann', item: 'a', weight: 1, time: time(1) },
      { user: 'bob', item: 'a', weight: 1, time: time(1) },
    ]
    // x, y, z are popular in this order; ann chose x (worth 1) and z (worth 3).
    const later = [
      { user: 'ann', item: 'x', weight: 1, time: time(9) },
      { user: 'ann', item: 'z', weight: 3, time: time(9) },
    ]
    const judged = splitByTime(interactions([...past, ...ann, ...later]), { test: time(5) })
    const options = { k: 3, measures: ['map', 'ndcg', 'precision', 'recall'] } as const
    const row = async (gain: 'binary' | 'weight') => {
      const { rows, measures } = await evaluate({ own: popularity() }, judged, { ...options, gain })
      expect(measures.every(({ definition }) => definition.length > 20)).toBe(true)
      return rows[0]!.values
    }
    const discount = (rank: number) => 1 / Math.log2(rank + 1)
    const [binary, weighted] = [await row('binary'), await row('weight')]
    expect(binary.map!.value).toBeCloseTo((1 + 2 / 3) / 2, 12)
    expect(binary.precision!.value).toBeCloseTo(2 / 3, 12)
    expect(binary.recall!.value).toBe(1)
    expect(binary.ndcg!.value).toBeCloseTo((1 + discount(3)) / (1 + discount(2)), 12)
    expect(weighted.ndcg!.value).toBeCloseTo((1 + 3 * discount(3)) / (3 + discount(2)), 12)
  })

  it('29. 30. "everyone gets the same", "everyone gets what is popular" (lightfm#551, #395, #589, #320, implicit#569, gorse#742): the report tells', async () => {
    const { measures, rows, warnings } = await evaluate(
      { own: itemKnn(), same: popularity({ count: 'weights' }) },
      split,
      { k: 2 },
    )
    expect(measures.map(({ name }) => name)).toContain('popularityLift')
    expect(rows.every(({ values }) => values.popularityLift !== undefined)).toBe(true)
    const collapsed = await itemKnn({ neighbours: 1 }).fit(
      interactions([1, 2].flatMap((item) => ['a', 'b', 'c'].map((user) => ({ user, item })))),
    )
    expect(warnings.every((warning) => !warning.includes('own recommends the same'))).toBe(true)
    expect(collapsed.recommend({ user: 'a' }).items).toEqual([])
  })
})

it('45. "which items were shown?" (gorse#191): impressions are events of a kind that says nothing for or against', async () => {
  const shown = interactions(
    [
      { user: 'a', item: 1, kind: 'shown' },
      { user: 'a', item: 2, kind: 'shown' },
      { user: 'a', item: 2, kind: 'buy' },
      { user: 'b', item: 2, kind: 'buy' },
    ],
    { kindWeights: { shown: 0, buy: 1 } },
  )
  expect(shown.size).toBe(4)
  expect([...shown].filter(({ kind }) => kind === 'shown').map(({ item }) => item)).toEqual([1, 2])
  const model = await popularity().fit(shown)
  expect(model.score({ user: 'c' }, [1, 2])).toEqual([undefined, 2])
})

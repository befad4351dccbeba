import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RandomKey } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { algorithms } from '../algorithms'
import { quick } from '../algorithms/testing/quick'
import {
  als,
  bpr,
  ease,
  evaluate,
  evaluateRatings,
  type Interactions,
  interactions,
  itemKnn,
  kFolds,
  loadRecommender,
  popularity,
  recommendEveryone,
  sar,
  sequentialRules,
  slim,
  slopeOne,
  splitByTime,
  userKnn,
} from '../index'
import { historiesOf } from '../interactions/histories'
import { columnsOf } from '../interactions/interactions'
import { sequencesOf } from '../interactions/sequences'
import { twoTastes } from '../recommender/testing/two-tastes'

/** What users of other libraries trip over when they fit; each with where they said so. */

const log = interactions(twoTastes())
const itemFeatures = log.items.map((item) => [item, { taste: item % 2 === 0 ? 'even' : 'odd' }] as const)
const names = Object.keys(algorithms)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-complaints-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The bytes of a fitted model. */
async function bytesOf(
  name: string,
  workers: number,
  own: Interactions<string, number> = log,
): Promise<Buffer> {
  const path = join(folder, `${name}-${workers}`)
  await (await quick(name).fit(own, { itemFeatures, workers })).save(path)
  return readFile(path)
}

describe('the same seed', () => {
  it.each(names)(
    '13. 14. "seeded runs differ", "with threads" (implicit#263, #402, #710, RecBole#1572, RecBole-GNN#57, SELFRec#38): %s gives the same bits',
    async (name) => {
      const first = await bytesOf(name, 1)
      expect((await bytesOf(name, 1)).equals(first)).toBe(true)
      expect((await bytesOf(name, 3)).equals(first)).toBe(true)
    },
  )
})

describe('what events say', () => {
  const day = (at: number) => new Date(Date.UTC(2026, 0, at))
  /** Ann liked "a" long ago and "b" of late; those who like "a" like "a2", those who like "b" "b2". */
  const changing = [
    ...['p', 'q', 'r'].flatMap((user) =>
      ['a', 'a2'].map((item) => ({ user: `${user}1`, item, time: day(300) })),
    ),
    ...['p', 'q', 'r'].flatMap((user) =>
      ['b', 'b2'].map((item) => ({ user: `${user}2`, item, time: day(300) })),
    ),
    { user: 'ann', item: 'a', time: day(1) },
    { user: 'ann', item: 'b', time: day(300) },
  ]

  it.each<readonly [string, Pick<ReturnType<typeof itemKnn>, 'fit'>, readonly [string, string]]>([
    ['popularity', popularity({ count: 'weights' }), ['a', 'b']],
    ['sar', sar(), ['a2', 'b2']],
    ['itemKnn', itemKnn(), ['a2', 'b2']],
    ['userKnn', userKnn(), ['a2', 'b2']],
    ['ease', ease({ l2: 1 }), ['a2', 'b2']],
    ['als', als({ factors: 2, iterations: 30, solver: 'cholesky' }), ['a2', 'b2']],
  ])(
    '16. "time decay" (implicit#39, lightfm#52): the half-life of a log ages events for %s',
    async (_, algorithm, items) => {
      const lead = async (options: object) => {
        const model = await algorithm.fit(interactions(changing, options))
        const [older, newer] = model.score({ user: 'ann' }, items)
        return newer! - older!
      }
      const [plain, aged] = [await lead({}), await lead({ halfLifeDays: 20 })]
      expect(Math.abs(plain)).toBeLessThan(0.05)
      expect(aged).toBeGreaterThan(plain + 0.1)
    },
  )

  it('17. "negative and mixed feedback" (implicit#114, #90, #385, #130): kinds have weights, and dislikes speak against', async () => {
    const mixed = interactions(
      twoTastes().map(({ user, item, time }, at) => ({
        user,
        item,
        time,
        kind: at % 4 === 0 ? 'buy' : 'view',
      })),
      { kindWeights: { view: 1, buy: 5, dislike: -3 } },
    )
    const model = await itemKnn().fit(mixed)
    const [liked] = model.score({ history: [{ item: 2, weight: 1 }] }, [4])
    const [disliked] = model.score({ history: [{ item: 2, weight: -1 }] }, [4])
    expect(disliked!).toBeLessThan(0)
    expect(disliked).toBeCloseTo(-liked!, 6)
    expect(() => interactions([{ user: 'a', item: 1, kind: 'vew' }], { kindWeights: { view: 1 } })).toThrow(
      /"vew", which has no weight/,
    )
  })

  it('43. "implicit data and new users are unsupported", or the wrong model is taken (Surprise#26, #392, #452, #377): implicit first, and a typed error', async () => {
    expect(
      (
        await itemKnn().fit(
          interactions([
            { user: 'a', item: 1 },
            { user: 'a', item: 2 },
          ]),
        )
      ).recommend({ history: [1] }).items[0]!.item,
    ).toBe(2)
    await expect(evaluateRatings({ als: als() }, kFolds(log, { folds: 2 }))).rejects.toMatchObject({
      code: expect.stringMatching(/invalid-option|unsupported/),
    })
  })

  it.each([
    'baseline',
    'biasedSvd',
    'factorizationMachine',
    'knnBaseline',
    'nmf',
    'slopeOne',
    'svdPlusPlus',
  ] as const)('43. %s, which is for ratings, does not take choices that all count the same', async (name) => {
    const choices = [...log].map(({ user, item }) => ({ user, item }))
    await expect(algorithms[name]().fit(interactions(choices))).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(/weights are 1, so there are no ratings.*itemKnn/s),
    })
  })

  it('43. nor does als of explicit ratings; of implicit ones it does', async () => {
    const choices = interactions([...log].map(({ user, item }) => ({ user, item })))
    await expect(als({ feedback: 'explicit' }).fit(choices)).rejects.toThrow(/no ratings to learn from/)
    expect((await als({ factors: 2 }).fit(choices)).recommend({ user: log.users[0]! }).items).not.toEqual([])
  })
})

it('18. 19. 20. "CUDA build", "does not install on Python 3.12", "broken by NumPy 2" (implicit#446, #235, #332, #718, lightfm#709, #687, #644, #703, Surprise#485, recommenders#2224): nothing is built, nothing compiled is needed', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(Object.keys(manifest.dependencies)).toEqual(['@graftjs/base', '@graftjs/metrics'])
  expect(manifest.scripts).not.toHaveProperty('install')
  expect(Object.keys(manifest.peerDependencies).sort()).toEqual(
    Object.keys(manifest.peerDependenciesMeta).sort(),
  )
})

describe('memory', () => {
  /** 12,000 users and 12,000 items: squared, 576 MB in single precision. */
  const many = () => {
    const [user, item] = [RandomKey.from(1).uniform(120_000), RandomKey.from(2).uniform(120_000)]
    return interactions(
      Array.from(user, (own, at) => ({
        user: Math.floor(own * 12_000),
        item: Math.floor(item[at]! ** 2 * 12_000),
        time: 1.4e12 + at,
      })),
    )
  }
  const squared = 12_000 ** 2 * 4
  let large: Interactions<number, number>
  beforeAll(() => {
    large = many()
  })

  it.each<readonly [string, ReturnType<typeof itemKnn>]>([
    ['userKnn', userKnn()],
    ['itemKnn', itemKnn({ neighbours: 20 })],
    ['als', als({ factors: 8, iterations: 1 })],
  ])(
    '21. 22. 23. "kNN allocates users × users", "a dense pool", "80 GB for a top-k" (Surprise#3, #236, #234, #249, recommenders#1561, RecBole#1866): %s and everyone\'s lists take less than one such table',
    async (_, algorithm) => {
      const before = process.memoryUsage().rss
      let most = 0
      const watch = () => {
        most = Math.max(most, process.memoryUsage().rss - before)
      }
      const model = await algorithm.fit(large, { workers: 1, onProgress: watch })
      watch()
      let lists = 0
      for await (const { items } of recommendEveryone(model, {
        n: 10,
        workers: 1,
        users: model.users.slice(0, 2000),
      })) {
        if (items.length > 0) lists++
        if (lists % 100 === 0) watch()
      }
      expect(lists).toBeGreaterThan(1900)
      expect(most).toBeLessThan(0.8 * squared)
    },
  )

  it('21. "kNN allocates |U| × |U|" (Surprise#3, #236): how much a fit takes is known before, and what is too much does not begin', async () => {
    const choices = Array.from({ length: 60_000 }, (_, item) => ({ user: item % 900, item }))
    const wide = interactions(choices)
    expect(ease().estimateMemory(wide) / 60_000 ** 2).toBeCloseTo(8, 2)
    expect(itemKnn().estimateMemory(wide)).toBeLessThan(300e6)
    for (const algorithm of [ease(), slim()]) {
      await expect(algorithm.fit(wide)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringMatching(
          /needs about (28\.8|14\.4) GB of memory for 900 users, 60000 items.*14\.4 GB of them.*kCore/s,
        ),
      })
    }
    const messages: (string | undefined)[] = []
    const stop = new AbortController()
    const onProgress = ({ message }: { readonly message?: string }) => {
      messages.push(message)
      stop.abort()
    }
    const middle = interactions(choices.slice(0, 9000))
    await expect(ease().fit(middle, { onProgress, signal: stop.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(messages[0]).toMatch(/^needs about 6\d\d MB of memory$/)
  })

  it('21. the estimate is about what a fit takes', async () => {
    const choices = Array.from({ length: 60_000 }, (_, at) => ({ user: (at * 7919) % 3001, item: at % 6000 }))
    const own = interactions(choices)
    const algorithm = slim({ l1: 1e6 })
    const before = process.memoryUsage().rss
    let most = 0
    const onProgress = () => {
      most = Math.max(most, process.memoryUsage().rss - before)
    }
    await algorithm.fit(own, { workers: 1, onProgress })
    const share = most / algorithm.estimateMemory(own)
    expect(share).toBeGreaterThan(0.5)
    expect(share).toBeLessThan(2)
  })

  it('21. and tells how much every pair of items takes', async () => {
    for (const [users, items, events] of [
      [40, 300, 4000],
      [400, 900, 6000],
      [900, 400, 3000],
    ] as const) {
      const chance = RandomKey.from(users).uniform(3 * events)
      const own = interactions(
        Array.from({ length: events }, (_, at) => ({
          user: Math.floor(users * chance[3 * at]!),
          item: Math.floor(items * chance[3 * at + 1]! ** 1.5),
          weight: 1 + Math.floor(5 * chance[3 * at + 2]!),
        })),
      )
      const path = join(folder, 'pairs')
      await (await slopeOne().fit(own)).save(path)
      // A pair is 8 bytes of the file, and twice that while it is fitted.
      const share = slopeOne().estimateMemory(own) / (2 * (await readFile(path)).length)
      expect(share).toBeGreaterThan(0.5)
      expect(share).toBeLessThan(2)
    }
  })

  it('24. "150 GB while building sequences" (RecBole#1865): a sequence is two offsets into one array', async () => {
    const histories = historiesOf(columnsOf(large), undefined)
    const { items, offsets, count } = sequencesOf(histories)
    expect(items).toBe(histories.items)
    expect(items).toHaveLength(large.size)
    expect(offsets).toHaveLength(count + 1)
    expect((await sequentialRules().fit(large)).items).toHaveLength(large.items.length)
  })
})

it('38. "resume with new ids" (tensorflow/recommenders#239, #384): a saved model goes on with events of new users and items', async () => {
  const path = join(folder, 'kept')
  await (await als({ factors: 4 }).fit(log)).save(path)
  const again = await loadRecommender<string, number>(path)
  const time = new Date('2016-03-01')
  const events = [0, 2, 4, 50].map((item) => ({ user: 'new', item, time }))
  expect(await again.update(interactions(events))).toMatchObject({ newUsers: 1, newItems: 1, learnt: true })
  await again.save(path)
  const { items } = (await loadRecommender<string, number>(path)).recommend(
    { user: 'new' },
    { n: 3, fallback: [] },
  )
  expect(items).toHaveLength(3)
  expect(items.every(({ item }) => item % 2 === 0)).toBe(true)
})

it('29. "equal scores for everyone with features" (lightfm#551, #581, #497, #664): identity stays beside them', async () => {
  const same = log.items.map((item) => [item, { shop: 'ours' }] as const)
  const model = await algorithms.hybrid().fit(log, { itemFeatures: same })
  const first = model.recommend({ user: 'ann' }, { n: 3, seen: 'include', fallback: [] }).items
  const other = model.recommend({ user: 'lea' }, { n: 3, seen: 'include', fallback: [] }).items
  expect(new Set(first.map(({ score }) => score)).size).toBe(3)
  expect(other.map(({ item }) => item)).not.toEqual(first.map(({ item }) => item))
})

it('30. "everyone gets the popular items" (lightfm#395, #589, #320, implicit#569, gorse#742): drawing popular ones against takes them out of the lists', async () => {
  const chance = RandomKey.from(5).uniform(6000)
  const skewed = interactions(
    Array.from({ length: 3000 }, (_, at) => {
      const user = at % 150
      const own = 2 * Math.floor(30 * chance[2 * at]! ** 2.5)
      return { user, item: own + (chance[2 * at + 1]! < 0.9 ? user % 2 : 1 - (user % 2)), time: 1.4e12 + at }
    }),
  )
  const { rows } = await evaluate(
    {
      bpr: bpr({ factors: 8, others: 'uniform' }),
      'bpr against popular': bpr({ factors: 8, others: 'popular' }),
    },
    splitByTime(skewed, { test: 0.2 }),
    { k: 5, measures: ['popularityLift'] },
  )
  const lift = new Map(rows.map(({ model, values }) => [model, values.popularityLift!.value]))
  expect(lift.get('bpr against popular')).toBeLessThan(lift.get('bpr')! - 0.05)
  expect(lift.get('popularity')).toBeGreaterThan(lift.get('bpr')!)
})

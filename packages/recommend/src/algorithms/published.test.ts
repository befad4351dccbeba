import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { evaluate, evaluateRatings } from '../evaluation'
import { readInteractions } from '../interactions'
import type { Algorithm } from '../recommender'
import { kFolds, splitStratified } from '../splits'
import { sharedData } from '../testing/shared-data'
import { sar } from './co-occurrence'
import { associationRules, sequentialRules } from './rules'
import { vectorSessionKnn } from './session-knn'
import { slopeOne } from './slope-one'

/** The figures that the notebooks of Microsoft's recommenders print (examples/06_benchmarks and 00_quick_start). */
describe("SAR on ml-100k by Microsoft's protocol", () => {
  const data = sharedData('ml-100k/ml-100k.inter')

  it.for([
    ['item', ['0.114038', '0.393819', '0.340615', '0.185377']],
    ['user', ['0.106959', '0.379533', '0.331071', '0.176837']],
  ] as const)(
    'split by %s: MAP, NDCG, precision and recall at 10 are equal to six digits',
    { timeout: 300_000 },
    async ([by, published], context) => {
      if (data.missing) return context.skip(data.missing)
      const log = await readInteractions(data.path, { halfLifeDays: 30, itemIds: 'number' })
      const measures = ['map', 'ndcg', 'precision', 'recall'] as const
      const { rows, lists } = await evaluate({ sar: sar() }, splitStratified(log, { by }), {
        k: 10,
        measures,
      })
      expect(lists).toBe(943)
      expect(measures.map((name) => rows[0]!.values[name]!.value.toFixed(6))).toEqual(published)
    },
  )
})

/** The lists that session-rec stores for its test sessions, 50 items each of which the first have rules. */
describe('rules on yoochoose-100k', () => {
  const train = sharedData('yoochoose-100k/yoochoose-clicks-100k_train_full.txt')
  const test = sharedData('yoochoose-100k/yoochoose-clicks-100k_test.txt')
  const columns = { format: 'tsv', user: 'SessionId', item: 'ItemId', time: 'Time' } as const

  it.for<readonly [string, Algorithm, string]>([
    ['association', associationRules({ rules: 20 }), 'yoochoose-100k/recoms_rsc15_100k_ar.csv'],
    [
      'sequential',
      sequentialRules({ steps: 20, weighting: 'quadratic', rules: 20 }),
      'yoochoose-100k/recoms_rsc15_100k_sr.csv',
    ],
  ])('%s rules are those of the stored lists', async ([, algorithm, stored], context) => {
    const { path, missing } = sharedData(stored)
    if (missing) return context.skip(missing)
    const model = await algorithm.fit(await readInteractions(train.path, columns))
    const sessions = new Map<string, string[]>()
    for (const { user, item } of await readInteractions(test.path, columns)) {
      sessions.set(user, [...(sessions.get(user) ?? []), item])
    }
    const lists = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(';'))
    const unlike = lists.filter(([session, position, items, scores]) => {
      const history = sessions.get(session!)!.slice(0, Number(position) + 1)
      const ours = model.recommend({ history }, { n: 50, seen: 'include', fallback: [] }).items
      const most = ours[0]?.score ?? 1
      const strengths = scores!.split(',').map(Number)
      const theirs = new Map(items!.split(',').map((item, at) => [item, strengths[at]!]))
      const scored = [...theirs.values()].filter((score) => score > 0).length
      return !(
        ours.length === scored &&
        ours.every(({ item, score }) => Math.abs(theirs.get(item)! - score! / most) < 1e-6)
      )
    })
    expect(lists).toHaveLength(387)
    expect(unlike).toEqual([])
  })
})

/** What comes next at every click of the test sessions, over all items; settings are session-rec's. */
describe('next clicks of yoochoose-100k', () => {
  const parts = ['train_full', 'test'].map((part) =>
    sharedData(`yoochoose-100k/yoochoose-clicks-100k_${part}.txt`),
  )
  const columns = { format: 'tsv', user: 'SessionId', item: 'ItemId', time: 'Time' } as const

  it('rules hit as often as published, and neighbours of sessions more often', async (context) => {
    const [train, test] = parts
    if (train!.missing) return context.skip(train!.missing)
    const split = {
      train: await readInteractions(train!.path, columns),
      test: await readInteractions(test!.path, columns),
      how: 'as published',
      warnings: [],
    }
    const { rows, lists } = await evaluate(
      {
        sequential: sequentialRules({ steps: 20, weighting: 'quadratic', rules: 20 }),
        association: associationRules(),
        vector: vectorSessionKnn({ neighbours: 500, sample: 5000 }),
      },
      split,
      { task: 'next', k: 20, measures: ['hitRate'] },
    )
    const hits = new Map(rows.map(({ model, values }) => [model, values.hitRate!.value]))
    expect(lists).toBe(10_152)
    expect(hits.get('sequential')).toBeCloseTo(0.6178, 3)
    expect(hits.get('association')).toBeCloseTo(0.6333, 3)
    expect(hits.get('vector')).toBeGreaterThan(0.68)
  })
})

/** The figures of Surprise's README for its `KFold(n_splits=5, random_state=0)`. */
describe('ratings of ml-100k over the folds of Surprise', () => {
  const data = sharedData('ml-100k/ml-100k.inter')

  it('slope one is off by 0.946 and 0.743', async (context) => {
    if (data.missing) return context.skip(data.missing)
    const ratings = await readInteractions(data.path, { duplicates: 'last' })
    const { rows } = await evaluateRatings({ slopeOne: slopeOne() }, kFolds(ratings))
    expect(Math.abs(rows[0]!.rmse - 0.946)).toBeLessThan(0.001)
    expect(Math.abs(rows[0]!.mae - 0.743)).toBeLessThan(0.001)
  }, 300_000)
})

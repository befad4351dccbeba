import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { contentKnn } from './content-knn'

const log = interactions([
  { user: 'ann', item: 'cup', weight: 1 },
  { user: 'bob', item: 'tent', weight: 2 },
])

describe('contentKnn', () => {
  it('recommends what is like the history by embeddings, nobody need have chosen it', async () => {
    const itemFeatures = new Map([
      ['cup', Float32Array.of(2, 0)],
      ['tent', Float32Array.of(0, 1)],
      ['mug', Float32Array.of(3, 4)],
    ])
    const model = await contentKnn().fit(log, { itemFeatures })
    const { items } = model.recommend({ user: 'ann' }, { reasons: true, fallback: [] })
    expect(items.map(({ item }) => item)).toEqual(['mug', 'tent'])
    expect(items[0]!.score).toBeCloseTo(0.6, 6)
    expect(items[0]!.reasons).toEqual([{ because: 'cup', amount: expect.closeTo(0.6, 6), share: 1 }])
    expect(model.score({ user: 'bob' }, ['mug'])[0]).toBeCloseTo(2 * 0.8, 6)
    expect(model.similarItems('mug').map(({ id }) => id)).toEqual(['tent', 'cup'])
  })

  it('counts rare words more', async () => {
    const itemFeatures = new Map([
      ['cup', { words: ['red', 'glass'] }],
      ['tent', { words: ['red'] }],
      ['vase', { words: ['glass'] }],
      ['kite', { words: ['red', 'paper'] }],
      ['unknown', {}],
    ])
    const model = await contentKnn().fit(log, { itemFeatures })
    const [vase, tent, unknown] = model.score({ user: 'ann' }, ['vase', 'tent', 'unknown'])
    const idf = (count: number) => 1 + Math.log(5 / (1 + count))
    const length = Math.hypot(idf(3), idf(2))
    expect(vase).toBeCloseTo(idf(2) / length, 6)
    expect(tent).toBeCloseTo(idf(3) / length, 6)
    expect(vase!).toBeGreaterThan(tent!)
    expect(unknown).toBeUndefined()
  })

  it('weighs words and embeddings as asked', async () => {
    const itemFeatures = new Map([
      ['cup', { kind: 'dish', vector: Float32Array.of(1, 0) }],
      ['tent', { kind: 'camp', vector: Float32Array.of(1, 0) }],
      ['plate', { kind: 'dish', vector: Float32Array.of(0, 1) }],
    ])
    for (const [words, plate, tent] of [
      [1, 1, 0],
      [0, 0, 1],
      [0.25, 0.25, 0.75],
    ] as const) {
      const model = await contentKnn({ words }).fit(log, { itemFeatures })
      const scores = model.score({ user: 'ann' }, ['plate', 'tent'])
      expect(scores[0]).toBeCloseTo(plate, 6)
      expect(scores[1]).toBeCloseTo(tent, 6)
    }
  })

  it('learns of new items and words with an update', async () => {
    const model = await contentKnn().fit(log, {
      itemFeatures: new Map([
        ['cup', { kind: 'dish' }],
        ['tent', { kind: 'camp' }],
      ]),
    })
    const itemFeatures = new Map([
      ['lamp', { kind: 'camp', mood: 'warm' }],
      ['bowl', { kind: 'dish' }],
    ])
    const update = await model.update(interactions([{ user: 'ann', item: 'lamp' }]), { itemFeatures })
    expect(update).toMatchObject({ newItems: 2, learnt: true })
    expect(model.recommend({ user: 'ann' }, { fallback: [] }).items.map(({ item }) => item)).toEqual([
      'bowl',
      'tent',
    ])
    expect(model.similarItems('bowl')[0]).toMatchObject({ id: 'cup' })
  })

  it('says what it needs', async () => {
    await expect(contentKnn().fit(log)).rejects.toThrow(/itemFeatures/)
  })
})

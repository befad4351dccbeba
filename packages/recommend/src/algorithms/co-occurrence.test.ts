import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { coOccurrence, sar } from './co-occurrence'

/** Of four users: tea 3, milk 2, cake 2; tea and milk 2 together, tea and cake 1. */
const rows = [
  { user: 'a', item: 'tea', weight: 1 },
  { user: 'a', item: 'milk', weight: 1 },
  { user: 'b', item: 'tea', weight: 1 },
  { user: 'b', item: 'milk', weight: 1 },
  { user: 'c', item: 'tea', weight: 1 },
  { user: 'c', item: 'cake', weight: 1 },
  { user: 'd', item: 'cake', weight: 1 },
]
const log = interactions(rows)

describe('coOccurrence', () => {
  it.each([
    ['counts', 2, 1],
    ['conditional', 2 / 3, 1 / 3],
    ['jaccard', 2 / 3, 1 / 4],
    ['lift', 2 / 6, 1 / 6],
    ['cosine', 2 / Math.sqrt(6), 1 / Math.sqrt(6)],
    ['lexicographers', 2 * Math.log2((2 * 4) / 6), Math.log2(4 / 6)],
  ] as const)('measures %s', async (likeness, milk, cake) => {
    const model = await coOccurrence({ likeness }).fit(log)
    const similar = model.similarItems('tea')
    expect(similar.map(({ id }) => id)).toEqual(['milk', 'cake'])
    expect(similar[0]!.score).toBeCloseTo(milk, 6)
    expect(similar[1]!.score).toBeCloseTo(cake, 6)
  })

  it('sums what the items of a basket say, and says which', async () => {
    const model = await coOccurrence().fit(log)
    const { items } = model.recommend({ items: ['milk', 'cake'] }, { reasons: true, fallback: [] })
    expect(items).toEqual([
      {
        item: 'tea',
        score: 3,
        rank: 1,
        source: 'coOccurrence',
        reasons: [
          { because: 'milk', amount: 2, share: 2 / 3 },
          { because: 'cake', amount: 1, share: 1 / 3 },
        ],
      },
    ])
  })

  it('leaves out rare pairs, distant ones and dislikes', async () => {
    expect((await coOccurrence({ least: 2 }).fit(log)).similarItems('tea').map(({ id }) => id)).toEqual([
      'milk',
    ])
    expect((await coOccurrence({ neighbours: 1 }).fit(log)).similarItems('tea')).toHaveLength(1)
    const disliked = interactions([...rows, { user: 'd', item: 'tea', weight: -1 }])
    expect((await coOccurrence().fit(disliked)).similarItems('cake')).toEqual([{ id: 'tea', score: 1 }])
  })

  it('learns new events as if they had been there from the start', async () => {
    const grown = await coOccurrence({ likeness: 'lift' }).fit(interactions(rows.slice(0, 4)))
    await grown.update(interactions(rows.slice(4)))
    const whole = await coOccurrence({ likeness: 'lift' }).fit(log)
    for (const item of log.items) expect(grown.similarItems(item)).toEqual(whole.similarItems(item))
  })
})

describe('sar', () => {
  it('takes an item to be alike to itself, and counts by weight', async () => {
    const weighted = interactions([...rows, { user: 'e', item: 'tea', weight: 3 }])
    const model = await sar().fit(weighted)
    const [tea, milk] = model.score({ user: 'e' }, ['tea', 'milk'])
    expect(tea).toBeCloseTo(3, 6)
    expect(milk).toBeCloseTo(3 * (2 / 4), 6)
  })
})

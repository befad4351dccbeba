import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { bpr } from './bpr'
import { tastes } from './testing/tastes'

describe.each(['uniform', 'popular'] as const)('bpr against %s others', (others) => {
  const algorithm = bpr({ factors: 8, epochs: 60, learningRate: 0.05, others })

  it('puts the rest of a taste before the other one, for known users and new ones', async () => {
    const model = await algorithm.fit(interactions(tastes))
    const ofTaste = (list: readonly { readonly item: number }[], taste: number) =>
      list.filter(({ item }) => item % 2 === taste).length
    for (const [user, taste] of [
      ['user 0', 0],
      ['user 1', 1],
      ['user 24', 0],
    ] as const) {
      expect(ofTaste(model.recommend({ user }, { n: 3 }).items, taste)).toBe(3)
    }
    expect(ofTaste(model.recommend({ history: [0, 2, 4] }, { n: 5 }).items, 0)).toBe(5)
    expect(ofTaste(model.recommend({ history: [1, 3, 5] }, { n: 5 }).items, 1)).toBe(5)
  })

  it('takes no dislike for a choice', async () => {
    const disliked = tastes.map((event) => ({ ...event, weight: event.item < 10 ? -1 : 1 }))
    const model = await algorithm.fit(interactions(disliked))
    expect(
      model
        .recommend({ user: 'user 0' }, { n: 20, seen: 'include', fallback: [] })
        .items.every(({ item }) => item >= 10),
    ).toBe(true)
    expect(model.recommend({ history: [{ item: 12, weight: -1 }] }, { fallback: [] }).items).toEqual([])
  })
})

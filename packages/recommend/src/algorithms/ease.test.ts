import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { twoTastes } from '../recommender/testing/two-tastes'
import { ease } from './ease'

describe('ease', () => {
  const log = interactions(twoTastes())

  it('minimizes the squared error of histories rebuilt without their own item', async () => {
    const l2 = 2
    const model = await ease({ l2 }).fit(log)
    const { users, items } = log
    const x = users.map((user) =>
      items.map((item) =>
        [...log].reduce(
          (sum, event) => sum + (event.user === user && event.item === item ? event.weight : 0),
          0,
        ),
      ),
    )
    // influence[i][j]: what i alone gives to j.
    const influence = items.map((item) => model.score({ history: [item] }, items).map((score) => score ?? 0))
    // At the optimum the gradient of every influence off the diagonal vanishes.
    for (let i = 0; i < items.length; i++) {
      for (let j = 0; j < items.length; j++) {
        if (i === j) {
          expect(influence[i]![i]).toBe(0)
          continue
        }
        const gradient = x.reduce((sum, row) => {
          const rebuilt = row.reduce((total, value, k) => total + value * influence[k]![j]!, 0)
          return sum + row[i]! * (rebuilt - row[j]!)
        }, l2 * influence[i]![j]!)
        expect(Math.abs(gradient)).toBeLessThan(1e-4)
      }
    }
  })

  it('says nothing about items that have nothing to do with the history', async () => {
    const model = await ease({ l2: 1 }).fit(
      interactions([
        { user: 'a', item: 'tea' },
        { user: 'a', item: 'cup' },
        { user: 'b', item: 'hat' },
      ]),
    )
    expect(model.recommend({ history: ['tea'] }, { fallback: [] }).items.map(({ item }) => item)).toEqual([
      'cup',
    ])
  })
})

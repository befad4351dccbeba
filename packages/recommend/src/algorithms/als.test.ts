import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { als } from './als'
import { ials } from './ials'
import { tastes as events } from './testing/tastes'

const log = interactions(events)

describe.each([
  ['als', als({ factors: 4, regularization: 0.5 })],
  ['als by Cholesky', als({ factors: 4, solver: 'cholesky' })],
  ['als of ratings', als({ factors: 3, feedback: 'explicit', solver: 'cholesky' })],
  ['ials', ials({ factors: 4 })],
  ['ials by gradients', ials({ factors: 4, solver: 'gradients' })],
])('%s', (_, algorithm) => {
  it('serves a user and a stranger of the same history alike', async () => {
    const model = await algorithm.fit(log)
    for (const user of log.users) {
      const history = events.filter((event) => event.user === user).sort((a, b) => +a.time - +b.time)
      const known = model.score({ user }, log.items)
      model.score({ history }, log.items).forEach((score, at) => {
        expect(Math.abs(score! - known[at]!)).toBeLessThan(1e-3)
      })
    }
  })

  it('learns a new user and a new item from an update', async () => {
    const model = await algorithm.fit(log)
    const time = new Date('2016-02-01')
    const own = [0, 2, 4, 6].map((item) => ({ user: 'new', item, weight: 4, time }))
    const fresh = ['user 0', 'user 2', 'user 4', 'user 6'].map((user) => ({
      user,
      item: 100,
      weight: 4,
      time,
    }))
    const [before] = model.score({ user: 'user 0' }, [100])
    await model.update(interactions([...own, ...fresh]))
    expect(before).toBeUndefined()
    const [even, odd, added] = model.score({ user: 'new' }, [8, 9, 100])
    expect(added).toBeDefined()
    if (model.scale === 'rating') return // ratings do not tell what someone chooses
    expect(even!).toBeGreaterThan(odd!)
    expect(added!).toBeGreaterThan(odd!)
  })
})

describe('als', () => {
  it('tells one taste from the other', async () => {
    const model = await als({ factors: 2, iterations: 30 }).fit(log)
    const taste = (history: readonly number[]) =>
      model.recommend({ history }, { n: 3 }).items.map(({ item }) => item % 2)
    expect(taste([0, 2, 4])).toEqual([0, 0, 0])
    expect(taste([1, 3, 5])).toEqual([1, 1, 1])
  })

  it('takes a dislike for a sign of the other taste, not for liking', async () => {
    const model = await als({ factors: 4, iterations: 30 }).fit(log)
    const scores = model.score({ history: [{ item: 0 }, { item: 1, weight: -1 }] }, [2, 3])
    expect(scores[0]!).toBeGreaterThan(scores[1]!)
  })

  it('meets ratings', async () => {
    const rated = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((user, u) =>
      [0, 1, 2, 3, 4]
        .filter((item) => (item + u) % 5 !== 0)
        .map((item) => ({ user, item, weight: 1 + ((u * item) % 5) })),
    )
    const model = await als({ feedback: 'explicit', factors: 5, regularization: 1e-3, iterations: 50 }).fit(
      interactions(rated),
    )
    expect(model.scale).toBe('rating')
    for (const { user, item, weight } of rated) {
      expect(Math.abs(model.score({ user }, [item])[0]! - weight)).toBeLessThan(0.2)
    }
  })
})

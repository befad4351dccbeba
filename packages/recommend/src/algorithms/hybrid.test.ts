import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { loadRecommender } from '../recommender'
import { hybrid } from './hybrid'
import { tastes } from './testing/tastes'
import { warp } from './warp'

const log = interactions(tastes)
const kindOf = (item: number) => (item % 2 === 0 ? 'even' : 'odd')
const evenOf = (list: readonly { readonly item: number }[]) =>
  list.filter(({ item }) => item % 2 === 0).length

describe.each([
  ['warp', warp({ factors: 4, epochs: 20 })],
  ['hybrid by WARP', hybrid({ factors: 4, epochs: 20 })],
  ['hybrid by BPR', hybrid({ factors: 8, loss: 'bpr', epochs: 60 })],
  ['hybrid by the logistic loss', hybrid({ factors: 8, loss: 'logistic', epochs: 60 })],
])('%s', (_, algorithm) => {
  it('puts the rest of a taste before the other one, for known users and new ones', async () => {
    const model = await algorithm.fit(log)
    expect(evenOf(model.recommend({ user: 'user 0' }, { n: 3 }).items)).toBe(3)
    expect(evenOf(model.recommend({ user: 'user 1' }, { n: 3 }).items)).toBe(0)
    expect(evenOf(model.recommend({ history: [0, 2, 4] }, { n: 5 }).items)).toBe(5)
    expect(evenOf(model.recommend({ history: [1, 3, 5] }, { n: 5 }).items)).toBe(0)
  })

  it('takes no dislike for a choice', async () => {
    const disliked = tastes.map((event) => ({ ...event, weight: event.item < 10 ? -1 : 1 }))
    const model = await algorithm.fit(interactions(disliked))
    const { items } = model.recommend({ user: 'user 0' }, { n: 20, seen: 'include', fallback: [] })
    expect(items.every(({ item }) => item >= 10)).toBe(true)
  })
})

describe('hybrid', () => {
  it('serves new items and new users by what is known of them', async () => {
    const itemFeatures = [...log.items, 100, 101].map((item) => [item, { kind: kindOf(item) }] as const)
    const userFeatures = [...log.users, 'user 100', 'user 101'].map(
      (user) => [user, Float32Array.of(Number(user.slice(5)) % 2, 1)] as const,
    )
    const model = await hybrid({ factors: 8 }).fit(log, { itemFeatures, userFeatures })
    for (const [user, own, other] of [
      ['user 0', 100, 101],
      ['user 1', 101, 100],
      ['user 100', 100, 101],
      ['user 101', 101, 100],
    ] as const) {
      const [like, unlike] = model.score({ user }, [own, other])
      expect(like!).toBeGreaterThan(unlike!)
    }
    const { items } = model.recommend({ user: 'user 100' }, { n: 8, fallback: [] })
    expect(evenOf(items)).toBe(8)
  })

  it('serves who comes later by features alone, as it serves who was there without an event, and after a save', async () => {
    const kinds = (user: string) => ({ kind: kindOf(Number(user.slice(5))), taste: Float32Array.of(1, 2) })
    const userFeatures = [...log.users, 'user 100'].map((user) => [user, kinds(user)] as const)
    const fitted = await hybrid({ factors: 8 }).fit(log, { userFeatures })
    const folder = await mkdtemp(join(tmpdir(), 'graft-hybrid-'))
    await fitted.save(join(folder, 'model'))
    const again = await loadRecommender<string, number>(join(folder, 'model'))
    await rm(folder, { recursive: true })
    for (const model of [fitted, again]) {
      const there = model.score({ user: 'user 100' }, log.items)
      for (const subject of [
        { features: kinds('user 100') },
        { user: 'late', features: kinds('user 100') },
      ]) {
        model.score(subject, log.items).forEach((score, at) => {
          expect(score).toBeCloseTo(there[at]!, 5)
        })
      }
      const odd = model.recommend({ features: kinds('user 101') }, { n: 8, fallback: [] })
      expect(evenOf(odd.items)).toBe(0)
      // A history says more than features.
      const history = { history: [1, 3, 5] }
      expect(model.score({ ...history, features: kinds('user 100') }, [7])).toEqual(model.score(history, [7]))
      // Of features that nobody had nothing is known.
      const strange = model.recommend({ features: { shoes: 'large' } }, { n: 3 })
      expect(strange.filledUp).toMatchObject({ items: 3, because: 'no-history' })
    }
  })

  it('refuses features where no algorithm learnt from those of users', async () => {
    const model = await hybrid({ factors: 2, epochs: 1 }).fit(log)
    for (const other of [model, await warp({ factors: 2, epochs: 1 }).fit(log)]) {
      expect(() => other.recommend({ features: { kind: 'even' } })).toThrow(
        /did not learn from what is known of users.*userFeatures/s,
      )
    }
    expect(() => model.recommend({ features: { kind: Number.NaN } })).toThrow(/kind/)
  })

  it('learns of new items with an update', async () => {
    const itemFeatures = log.items.map((item) => [item, { kind: kindOf(item) }] as const)
    const model = await hybrid({ factors: 8 }).fit(log, { itemFeatures })
    const event = { user: 'user 0', item: 200, time: new Date('2016-02-01') }
    const added = [200, 300, 301].map((item) => [item, { kind: kindOf(item) }] as const)
    const update = await model.update(interactions([event]), { itemFeatures: added })
    expect(update).toMatchObject({ newItems: 3, learnt: true })
    const [even, odd] = model.score({ user: 'user 2' }, [300, 301])
    expect(even!).toBeGreaterThan(odd!)
  })
})

import { describe, expect, it } from 'vitest'
import { als, bpr, itemKnn } from '..'
import { tastes } from '../algorithms/testing/tastes'
import { interactions } from '../interactions'
import { recommendEveryone } from './recommend-everyone'

const log = interactions([...tastes, { user: 'grump', item: 3, weight: -1, time: new Date('2016-01-05') }])

describe.each([
  ['als', als({ factors: 4 })],
  ['als of ratings', als({ factors: 4, feedback: 'explicit' })],
  ['bpr', bpr({ factors: 4, epochs: 10 })],
  ['itemKnn', itemKnn()],
])('recommendEveryone by %s', (_, algorithm) => {
  it('gives each user what recommend gives, before and after an update', async () => {
    const model = await algorithm.fit(log)
    for (let turn = 0; turn < 2; turn++) {
      for (const seen of ['exclude', 'include'] as const) {
        const lists = new Map<string, readonly { readonly item: number; readonly score: number }[]>()
        for await (const { user, items } of recommendEveryone(model, { n: 4, seen })) lists.set(user, items)
        expect([...lists.keys()].sort()).toEqual([...model.users].sort())
        for (const [user, items] of lists) {
          const own = model.recommend({ user }, { n: 4, seen, fallback: [] }).items
          expect(items).toEqual(own.map(({ item, score }) => ({ item, score })))
        }
      }
      await model.update(
        interactions([
          { user: 'user 0', item: 1, weight: 1, time: new Date('2016-03-01') },
          { user: 'new', item: 2, weight: 1, time: new Date('2016-03-01') },
        ]),
      )
    }
  })

  it('takes users by name, leaves out strangers, and stops where its signal says so', async () => {
    const model = await algorithm.fit(log)
    const users: string[] = []
    for await (const list of recommendEveryone(model, { users: ['user 3', 'nobody', 'user 3'] }))
      users.push(list.user)
    expect(users).toEqual(['user 3'])
    const stopped = recommendEveryone(model, { signal: AbortSignal.abort() })
    await expect(stopped.next()).rejects.toMatchObject({ code: 'aborted' })
    await expect(recommendEveryone(model, { n: -1 }).next()).rejects.toMatchObject({ code: 'invalid-option' })
  })
})

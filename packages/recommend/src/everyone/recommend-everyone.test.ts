import type { Engine } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('recommendEveryone with an engine', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it.each([
    ['als', als({ factors: 8, iterations: 2 })],
    ['bpr', bpr({ factors: 8, epochs: 2 })],
  ])('gives by %s what the kernels give', async (_, algorithm) => {
    const events = Array.from({ length: 60_000 }, (_, at) => ({
      user: (at * 7919) % 1501,
      item: Math.floor(5000 * ((at * 0.618034) % 1) ** 2),
    }))
    const model = await algorithm.fit(interactions(events))
    for (const seen of ['exclude', 'include'] as const) {
      const lists = new Map<number, object>()
      for await (const { user, items } of recommendEveryone(model, { seen })) lists.set(user, items)
      expect(lists.size).toBe(1501)
      let count = 0
      for await (const { user, items } of recommendEveryone(model, { seen, engine })) {
        expect(items).toEqual(lists.get(user))
        count++
      }
      expect(count).toBe(1501)
    }
  })

  it('refuses what is no engine, before it begins', async () => {
    const model = await als({ factors: 2 }).fit(log)
    // @ts-expect-error a promise of an engine
    const lists = recommendEveryone(model, { engine: onnxEngine() })
    await expect(lists.next()).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('await onnxEngine()'),
    })
  })
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraftError } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { algorithms } from '../algorithms'
import { quick } from '../algorithms/testing/quick'
import type { FeaturesOfOne } from '../features'
import { type Id, type Interactions, interactions } from '../interactions'
import type { Algorithm } from './algorithm'
import { loadRecommender } from './load'
import type { Recommender } from './recommender'
import { twoTastes } from './testing/two-tastes'

const names = Object.keys(algorithms)

/** Even and odd items are of two kinds, by a word and by an embedding. */
function featuresOf<Item extends Id>(item: Item): readonly [Item, FeaturesOfOne] {
  const taste = Number(item) % 2 === 0 ? 0 : 1
  return [item, { taste: ['even', 'odd'][taste]!, vector: Float32Array.of(1 - taste, taste, 0.1) }]
}

/** Every algorithm keeps one contract. `quick` holds settings that make small fits fast. */
describe.each(names)('%s', (name) => {
  let folder: string
  let log: Interactions<string, number>
  let model: Recommender<string, number>
  /** Something is known of every item, for those that need it. */
  const algorithm = (): Pick<Algorithm, 'fit'> => ({
    fit: (own, options = {}) => quick(name).fit(own, { itemFeatures: own.items.map(featuresOf), ...options }),
  })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graft-recommend-'))
    log = interactions(twoTastes())
    model = await algorithm().fit(log)
  })
  afterAll(() => rm(folder, { recursive: true }))

  const all = (fitted: Recommender<string, number>) =>
    log.users.map((user) => fitted.recommend({ user }, { n: 5, fallback: [] }).items)

  it('bears the name of its line in the table', () => {
    expect(model.algorithm).toBe(name)
    expect(algorithms).toHaveProperty(name, expect.objectContaining({ algorithm: name }))
  })

  it('recommends ids of the log, best first, exactly n, none of them seen', () => {
    const { items, filledUp, short } = model.recommend({ user: 'ann' }, { n: 5, fallback: [] })
    const seen = new Set([...log].filter(({ user }) => user === 'ann').map(({ item }) => item))
    expect(items.length).toBeGreaterThan(0)
    expect(filledUp).toBeUndefined()
    expect(short?.given).toBe(items.length < 5 ? items.length : undefined)
    expect(model.recommend({ user: 'ann' }, { n: 5 }).items).toHaveLength(5)
    items.forEach(({ item, rank, score }, at) => {
      expect(log.items).toContain(item)
      expect(seen).not.toContain(item)
      expect(rank).toBe(at + 1)
      expect(score).toEqual(expect.any(Number))
      if (at > 0) expect(score).toBeLessThanOrEqual(items[at - 1]!.score!)
    })
    expect(new Set(items.map(({ item }) => item)).size).toBe(items.length)
  })

  it('gives lists and scores that agree', () => {
    for (const user of log.users) {
      const { items } = model.recommend({ user }, { n: 5, fallback: [] })
      const scores = model.score(
        { user },
        items.map(({ item }) => item),
      )
      expect(scores).toEqual(items.map(({ score }) => score))
    }
  })

  it('keeps to only, exclude and seen', () => {
    const only = log.items.slice(0, 8)
    const exclude = log.items.slice(4, 8)
    const { items } = model.recommend({ user: 'ann' }, { n: 99, only, exclude, seen: 'include' })
    expect(items.every(({ item }) => only.includes(item) && !exclude.includes(item))).toBe(true)
    expect(model.recommend({ user: 'ann' }, { n: 0 }).items).toEqual([])
  })

  it('gives the same bits for the same log and settings, whatever the number of workers', async () => {
    for (const workers of [1, 2, 3]) {
      expect(all(await algorithm().fit(log, { workers }))).toEqual(all(model))
    }
  })

  it('comes back from its file to the same bits', async () => {
    const path = join(folder, 'model')
    await model.save(path)
    const again = await loadRecommender<string, number>(path)
    expect(again.algorithm).toBe(name)
    expect(again.settings).toEqual(model.settings)
    expect(all(again)).toEqual(all(model))
    const bytes = await readFile(path)
    await again.save(path)
    expect((await readFile(path)).equals(bytes)).toBe(true)
  })

  it('serves someone new by their history, or says why it cannot', () => {
    const history = [...log].filter(({ user }) => user === 'ann').map(({ item }) => item)
    const { items } = model.recommend({ history }, { n: 5, fallback: [] })
    if (model.abilities.newUsers === true) expect(items.length).toBeGreaterThan(0)
    else expect(model.abilities.newUsers.absent).toMatch(/\.$/)
    expect(items.some(({ item }) => history.includes(item))).toBe(false)
    expect(() => model.recommend({ user: 'nobody' })).not.toThrow()
    expect(() => model.recommend({ history: [] })).not.toThrow()
    expect(() => model.recommend({ history: [-1] })).not.toThrow()
  })

  it('explains scores by parts that add up, or says why it cannot', () => {
    const options = { n: 5, fallback: [], reasons: true }
    for (const { item, score, reasons } of model.recommend({ user: 'ann' }, options).items) {
      if (model.abilities.explain !== true) {
        expect(() => model.explain({ user: 'ann' }, item)).toThrow(model.abilities.explain.absent)
        expect(reasons).toBeUndefined()
        continue
      }
      const { parts } = model.explain({ user: 'ann' }, item)
      const sum = parts.reduce((total, { amount }) => total + amount, 0)
      expect(Math.abs(sum - score!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score!)))
      expect(reasons!.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 6)
    }
  })

  it('heeds the context in which it is asked, or says why it cannot', async () => {
    const around = [...log].map((event, at) => ({ ...event, device: at % 2 === 0 ? 'phone' : 'tv' }))
    const own = await algorithm().fit(interactions(around, { context: ['device'] }))
    const asked = { user: 'ann', context: { device: 'tv' } }
    expect(own.abilities.context === true).toBe(new Map(Object.entries(algorithms)).get(name)!.contextual)
    if (own.abilities.context === true) {
      const { items } = own.recommend(asked, { n: 3, fallback: [] })
      expect(items.map(({ score }) => score)).not.toEqual(
        own.score(
          { user: 'ann' },
          items.map(({ item }) => item),
        ),
      )
    } else {
      expect(() => own.recommend(asked)).toThrow(own.abilities.context.absent)
      expect(all(own)).toEqual(all(model))
    }
  })

  it('finds similar items and users, or says why it cannot', () => {
    const { similarItems, similarUsers } = model.abilities
    if (similarItems === true) {
      const similar = model.similarItems(log.items[0]!, { n: 3 })
      expect(similar.length).toBeGreaterThan(0)
      expect(similar.map(({ id }) => id)).not.toContain(log.items[0])
    } else expect(() => model.similarItems(log.items[0]!)).toThrow(similarItems.absent)
    if (similarUsers === true) {
      const similar = model.similarUsers({ user: 'ann' }, { n: 3 })
      expect(similar.length).toBeGreaterThan(0)
      expect(similar.map(({ id }) => id)).not.toContain('ann')
    } else expect(() => model.similarUsers({ user: 'ann' })).toThrow(similarUsers.absent)
  })

  it('takes in new events: they are seen from then on, and new users and items have a place', async () => {
    const grown = await algorithm().fit(log)
    const [first] = grown.recommend({ user: 'ann' }, { n: 1, fallback: [] }).items
    const time = new Date('2016-03-01')
    const update = await grown.update(
      interactions([
        { user: 'ann', item: first!.item, time },
        { user: 'new', item: first!.item, time },
        { user: 'new', item: 12345, time },
      ]),
      { itemFeatures: [featuresOf(12345)] },
    )
    expect(update).toMatchObject({ events: 3, newUsers: 1, newItems: 1 })
    expect(update.learnt).toBe(grown.abilities.update === true)
    expect(grown.recommend({ user: 'ann' }, { n: 99 }).items.map(({ item }) => item)).not.toContain(
      first!.item,
    )
    expect(grown.recommend({ user: 'new' }, { n: 99 }).items.map(({ item }) => item)).not.toContain(
      first!.item,
    )
    const path = join(folder, 'grown')
    await grown.save(path)
    expect(all(await loadRecommender(path))).toEqual(all(grown))
  })

  it('stops where its signal says so, and reports progress', async () => {
    await expect(algorithm().fit(log, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    })
    let steps = 0
    await algorithm().fit(log, { onProgress: () => steps++ })
    expect(steps).toBeGreaterThan(0)
  })

  it('fits to one event, to one user and to one item', async () => {
    const one = await algorithm().fit(interactions([{ user: 'a', item: 'x' }]))
    expect(one.recommend({ user: 'a' }).items).toEqual([])
    const user = await algorithm().fit(interactions(['x', 'y', 'z'].map((item) => ({ user: 'a', item }))))
    expect(user.recommend({ user: 'a' }).items).toEqual([])
    const item = await algorithm().fit(interactions(['a', 'b', 'c'].map((user) => ({ user, item: 'x' }))))
    expect(item.recommend({ user: 'a' }).items).toEqual([])
  })

  it('fits to dislikes alone and to ids that are names of an object', async () => {
    const dislikes = ['x', 'y'].map((item) => ({ user: 'a', item, weight: -1 }))
    await (await algorithm().fit(interactions(dislikes))).recommend({ user: 'a' })
    const odd = await algorithm().fit(
      interactions([
        { user: '__proto__', item: 'constructor' },
        { user: '__proto__', item: '__proto__' },
        { user: 'toString', item: '__proto__' },
      ]),
    )
    for (const { item } of odd.recommend({ user: 'toString' }).items) expect(item).toBe('constructor')
  })

  it('refuses an empty log, a wrong option and a damaged file', async () => {
    await expect(algorithm().fit(interactions([]))).rejects.toMatchObject({ code: 'invalid-data' })
    const path = join(folder, 'damaged')
    await model.save(path)
    const bytes = await readFile(path)
    const flipped = Buffer.from(bytes)
    flipped[bytes.length - 1]! ^= 1
    for (const broken of [bytes.subarray(0, -1), flipped]) {
      const failure = await loadRecommender(broken).catch((error: unknown) => error)
      expect(GraftError.isInstance(failure) && failure.code).toBe('invalid-file')
    }
  })
})

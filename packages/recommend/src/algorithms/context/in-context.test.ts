import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrapInterval } from '@graftjs/metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approximateSearch,
  choice,
  evaluate,
  evaluateRatings,
  factorizationMachine,
  interactions,
  itemKnn,
  loadRecommender,
  type Recommender,
  recommendEveryone,
  splitByTime,
  tune,
} from '../../index'
import { contextOfRatings, type RatingInContext, ratingsInContext } from '../testing/ratings-in-context'

const rows = ratingsInContext()
const read = (own: readonly RatingInContext[]) =>
  interactions(own, { context: contextOfRatings, duplicates: 'last' })
const log = read(rows)
const machine = (own: object = {}) =>
  factorizationMachine({ factors: 8, epochs: 30, learningRate: 0.02, ...own })

let folder: string
let model: Recommender<string, number>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-in-context-'))
  model = await machine().fit(log)
})
afterAll(() => rm(folder, { recursive: true }))

const bytesOf = async (own: Recommender<string, number>): Promise<Buffer> => {
  const path = join(folder, 'bytes')
  await own.save(path)
  return readFile(path)
}
const items = [...log.items].sort((a, b) => a - b)
const inContext = (device: string | null, own = model) =>
  own.score({ user: 'u1', context: { device } }, items).map((score) => score!)

describe('a model in context', () => {
  it('answers by the context in which it is asked', () => {
    const [phone, tv] = [inContext('phone'), inContext('tv')]
    items.forEach((item, at) => {
      if (item % 2 === 0) expect(phone[at]).toBeGreaterThan(tv[at]!)
      else expect(phone[at]).toBeLessThan(tv[at]!)
    })
    const cheap = model.score({ user: 'u1', context: { price: 5 } }, items)
    const dear = model.score({ user: 'u1', context: { price: '95' } }, items)
    expect(cheap.filter((score, at) => score! > dear[at]!).length).toBeGreaterThan(items.length - 3)
    const { items: list } = model.recommend(
      { user: 'u1', context: { device: 'tv' } },
      { n: 5, seen: 'include' },
    )
    expect(list.map(({ item }) => item % 2)).toEqual([1, 1, 1, 1, 1])
    const anyone = model.recommend({ context: { device: 'phone' } }, { n: 5 }).items
    expect(anyone.map(({ item }) => item % 2)).toEqual([0, 0, 0, 0, 0])
  })

  it('adds nothing for what is unknown: a new category, null, nothing at all', () => {
    const without = model.score({ user: 'u1' }, items)
    for (const context of [
      {},
      { device: 'watch' },
      { device: null, price: undefined },
      { device: '' },
      { device: '__proto__' },
    ])
      expect(model.score({ user: 'u1', context }, items)).toEqual(without)
  })

  it('gives reasons that add up, a share for each column', () => {
    for (const subject of [{ user: 'u1' }, { user: 'nobody' }, { history: [2, 4] }]) {
      const asked = { ...subject, context: { device: 'phone', price: 90 } }
      const { items: list } = model.recommend(asked, { n: 4, reasons: true })
      for (const { item, score, reasons } of list) {
        expect(reasons!.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score!, 4)
        expect(reasons!.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
        const { parts, score: explained } = model.explain(asked, item)
        expect(explained).toBeCloseTo(score!, 4)
        const shares = new Map(
          parts.flatMap((part) => ('base' in part ? [[part.base, part.amount] as const] : [])),
        )
        expect([...shares.keys()].slice(4)).toEqual(['context device=phone', 'context price'])
        expect(shares.get('context price')).toBeLessThan(0)
        if (item % 2 === 0) expect(shares.get('context device=phone')).toBeGreaterThan(0)
      }
    }
  })

  it('comes back from its file, and gives the same bits on any number of workers', async () => {
    const bytes = await bytesOf(model)
    const again = await loadRecommender<string, number>(bytes)
    expect(again.context).toEqual(['device', 'price'])
    expect(inContext('phone', again)).toEqual(inContext('phone'))
    expect((await bytesOf(again)).equals(bytes)).toBe(true)
    for (const workers of [1, 2, 3]) {
      expect((await bytesOf(await machine().fit(log, { workers }))).equals(bytes)).toBe(true)
    }
  })

  it('learns from those columns alone that it is told, and is the same without any as on a log without', async () => {
    const some = await machine({ context: ['price'] }).fit(log)
    expect(some.context).toEqual(['price'])
    const none = await machine({ context: [] }).fit(log)
    expect(none.context).toEqual([])
    const bare = await machine({ context: [] }).fit(interactions(rows, { duplicates: 'last' }))
    expect((await bytesOf(none)).equals(await bytesOf(bare))).toBe(true)
    expect(none.abilities.context).toMatchObject({ absent: expect.stringMatching(/read without any/) })
    expect(model.abilities.context).toBe(true)
    await expect(machine({ context: ['hour'] }).fit(log)).rejects.toThrow(
      /no context "hour"; it has "device", "price"/,
    )
  })

  it('knows someone new by a history in its contexts as it knows whom it learnt from', () => {
    const own = rows.filter(({ user }) => user === 'u1')
    const history = own.map(({ item, weight, time, device, price }) => ({
      item,
      weight,
      time,
      context: { device, price },
    }))
    const far = (events: typeof history | { item: number }[]) => {
      const known = inContext('tv')
      const folded = model.score({ history: events, context: { device: 'tv' } }, items)
      return Math.hypot(...folded.map((score, at) => score! - known[at]!))
    }
    expect(far(history)).toBeLessThan(0.8 * far(history.map(({ context: _, ...event }) => event)))
  })

  it('takes in events with their context, and what it kept of the old ones', async () => {
    const grown = await loadRecommender<string, number>(await bytesOf(model))
    const own = rows.filter(({ user }) => user === 'u1').map((row) => ({ ...row, user: 'u1' }))
    const late = { user: 'u1', item: 3, weight: 4, time: 1.5e12, device: 'tv', price: 10 } as const
    await grown.update(read([late, { ...late, user: 'new', item: 99 }]))
    const history = [...own, late].map(({ item, weight, time, device, price }) => ({
      item,
      weight,
      time,
      context: { device, price },
    }))
    const asked = { context: { device: 'phone' } }
    const served = grown.score({ user: 'u1', ...asked }, items)
    expect(served).toEqual(model.score({ history, ...asked }, items))
    const again = await loadRecommender<string, number>(await bytesOf(grown))
    expect(again.score({ user: 'u1', ...asked }, items)).toEqual(served)
    const bare = interactions([{ user: 'u1', item: 3, weight: 1, time: 1.5e12 }])
    await expect(grown.update(bare)).rejects.toThrow(/context "device" as categorical, the other has none/)
  })

  it('goes on from its checkpoint to the same bits, and from no other context', async () => {
    const checkpoint = join(folder, 'fit.part')
    const stop = new AbortController()
    const onProgress = ({ step }: { readonly step: number }) => {
      if (step === 11) stop.abort()
    }
    await expect(machine().fit(log, { checkpoint, onProgress, signal: stop.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    const others = read(rows.map((row) => ({ ...row, device: row.device === 'tv' ? 'phone' : row.device })))
    await expect(machine().fit(others, { checkpoint })).rejects.toThrow(/other events or settings/)
    const bytes = await bytesOf(await machine().fit(log, { checkpoint }))
    expect(bytes.equals(await bytesOf(model))).toBe(true)
  })

  it('gives everyone the lists that each would be given there', async () => {
    const context = { device: 'tv', price: 80 }
    let lists = 0
    for await (const { user, items: list } of recommendEveryone(model, { n: 4, seen: 'include', context })) {
      const asked = model.recommend({ user, context }, { n: 4, seen: 'include' }).items
      expect(list).toEqual(asked.map(({ item, score }) => ({ item, score })))
      lists++
    }
    expect(lists).toBe(model.users.length)
    await expect(recommendEveryone(model, { context: { hour: 3 } }).next()).rejects.toThrow(/context "hour"/)
    const knn = await itemKnn().fit(log)
    await expect(recommendEveryone(knn, { context }).next()).rejects.toThrow(/itemKnn knows no context/)
  })

  it('is found by an index, too', async () => {
    const many = read(ratingsInContext({ items: 600, users: 200 }))
    const wide = await machine({ epochs: 3 }).fit(many)
    const search = await approximateSearch(wide)
    for (const device of ['phone', 'tv']) {
      const asked = { user: 'u1', context: { device } }
      const found = wide.recommend(asked, { n: 5, search }).items
      expect(found).toEqual(wide.recommend(asked, { n: 5 }).items)
    }
  })

  it('keeps events of one pair apart where their context differs, and makes one of those where it is the same', async () => {
    const events = [
      { user: 'a', item: 1, weight: 5, device: 'tv' },
      { user: 'a', item: 1, weight: 1, device: 'phone' },
      { user: 'a', item: 2, weight: 3, device: 'tv' },
    ]
    const last = { context: ['device'], duplicates: 'last' } as const
    const again = [{ user: 'a', item: 1, weight: 2, device: 'tv' }, ...events]
    const bits = async (own: typeof events) => {
      const { score } = (await machine().fit(interactions(own, last))).explain(
        { user: 'a', context: { device: 'phone' } },
        1,
      )
      return score
    }
    expect(await bits(events)).toBe(await bits(again))
    expect(await bits(events)).not.toBe(await bits(events.slice(1)))
  })
})

it('learns from opposite ratings of a pair in two contexts, which together would say nothing', async () => {
  const opposite = ['ann', 'ben', 'cleo'].flatMap((user) =>
    [1, 2, 3, 4].flatMap((item) =>
      ['phone', 'tv'].map((device) => ({
        user,
        item,
        device,
        weight: (item % 2 === 0) === (device === 'phone') ? 1 : -1,
      })),
    ),
  )
  const own = await machine({ epochs: 200 }).fit(interactions(opposite, { context: ['device'] }))
  const scores = own.score({ user: 'ann', context: { device: 'phone' } }, [1, 2, 3, 4])
  expect(scores.map((score) => Math.sign(score!))).toEqual([-1, 1, -1, 1])
})

describe('other models', () => {
  it('take the events of a log as if it had no context, and refuse to be asked in one', async () => {
    const knn = await itemKnn().fit(log)
    expect(
      (await bytesOf(knn)).equals(
        await bytesOf(await itemKnn().fit(interactions(rows, { duplicates: 'last' }))),
      ),
    ).toBe(true)
    expect(knn.abilities.context).toMatchObject({ absent: expect.any(String) })
    expect(() => knn.recommend({ user: 'u1', context: { device: 'tv' } })).toThrow(
      /itemKnn knows no context.*factorizationMachine/,
    )
    expect(knn.recommend({ history: [{ item: 2, context: { device: 'tv' } }] }, { n: 1 }).items).toHaveLength(
      1,
    )
    // As a fallback it answers without.
    const asked = { user: 'u1', context: { device: 'tv' } }
    const { items: list } = model.recommend(asked, { n: 2, only: [1, 3], seen: 'include', fallback: [knn] })
    expect(list).toHaveLength(2)
  })
})

describe('a context that is wrong', () => {
  it.each<readonly [string, unknown, RegExp]>([
    [
      'a column that was not learnt from',
      { devise: 'tv' },
      /did not learn from a context "devise".*"device", "price"/,
    ],
    ['an amount in words', { price: 'cheap' }, /price is "cheap", not a finite number.*context, price.*null/],
    ['an amount of NaN', { price: Number.NaN }, /price is NaN/],
    ['an infinite amount', { price: Number.POSITIVE_INFINITY }, /price is Infinity/],
    ['a category that is an object', { device: {} }, /device is an object/],
    ['a category of 10 MB', { device: 'x'.repeat(1e7) }, /device has 10000000 characters/],
    ['a text', 'phone', /context is "phone".*\{ device: 'phone'/],
    ['an array', ['phone'], /context is an array/],
    ['nothing', null, /context is null/],
    ['a prototype', JSON.parse('{"__proto__": "tv"}'), /a context "__proto__"/],
  ])('is refused: %s', (_, context, message) => {
    const asked = { user: 'u1', context: context as never }
    expect(() => model.recommend(asked)).toThrow(message)
    expect(() => model.score(asked, [1])).toThrow(message)
    expect(() => model.explain(asked, 1)).toThrow(message)
  })

  it('is refused in a history by its row', () => {
    const history = [{ item: 1 }, { item: 2, context: { price: Number.NaN } }]
    expect(() => model.recommend({ history })).toThrow(/price is NaN.*row 1, price/)
    expect(() => model.recommend({ history: [{ item: 1, context: 3 as never }] })).toThrow(
      /history\[0\]\.context/,
    )
  })
})

describe('where context matters', () => {
  const split = splitByTime(read(ratingsInContext({ seed: 9 })), { validation: 0.15, test: 0.25 })

  it('a machine that heeds it errs less: ratings of the test, a difference with its interval', async () => {
    const [heeds, without] = [machine(), machine({ context: [] })]
    const { rows: table } = await evaluateRatings({ heeds, without }, split)
    const [own, other] = table
    expect(own!.unpredicted).toBe(0)
    const errors = async (algorithm: typeof heeds) => {
      const fitted = await algorithm.fit(split.train)
      return [...split.test].map(({ user, item, weight, context }) => {
        const asked = fitted.context.length > 0 && context ? { user, context } : { user }
        return (Math.max(1, Math.min(5, fitted.score(asked, [item])[0]!)) - weight) ** 2
      })
    }
    const [squares, others] = [await errors(heeds), await errors(without)]
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(own!.rmse).toBeCloseTo(Math.sqrt(mean(squares)), 6)
    expect(other!.rmse).toBeCloseTo(Math.sqrt(mean(others)), 6)
    const gain = others.map((square, at) => square - squares[at]!)
    // Ratings of one person are not independent of each other.
    const groups = [...split.test].map(({ user }) => user)
    const interval = bootstrapInterval(gain.length, (drawn) => mean(Array.from(drawn, (at) => gain[at]!)), {
      groups,
    })
    console.log(
      `RMSE ${own!.rmse.toFixed(3)} in context, ${other!.rmse.toFixed(3)} without; squared error less by ${mean(gain).toFixed(3)} (${JSON.stringify(interval)})`,
    )
    expect(interval.lower).toBeGreaterThan(0)
  })

  it('and its lists are better, asked in the contexts of the test', async () => {
    const models = { heeds: machine(), without: machine({ context: [] }) }
    const options = {
      k: 5,
      seen: 'include',
      relevantFrom: 4,
      baseline: 'without',
      measures: ['ndcg'],
    } as const
    const evaluation = await evaluate(models, split, options)
    expect(evaluation.notes[0]).toBe(
      'Users are asked once in each context of their test events: device, price.',
    )
    const { against } = evaluation.rows[0]!.values.ndcg!
    expect(against!.difference).toBeGreaterThan(0)
    expect(against!.pValue).toBeLessThan(0.01)
  })

  it('tune finds that out on the validation part', async () => {
    const space = {
      context: choice<readonly string[]>([[], ['device']]),
      epochs: choice([30]),
      learningRate: choice([0.02]),
      factors: choice([8]),
    }
    const { settings } = await tune(factorizationMachine, space, split, {
      search: 'grid',
      k: 5,
      seen: 'include',
      relevantFrom: 4,
    })
    expect(settings.context).toEqual(['device'])
  })
})

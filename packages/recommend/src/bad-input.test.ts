import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraftError } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  als,
  bpr,
  ials,
  interactions,
  itemKnn,
  loadRecommender,
  popularity,
  type Recommender,
  readInteractions,
  recommendEveryone,
  splitByTime,
  stan,
  svdPlusPlus,
} from './index'
import { twoTastes } from './recommender/testing/two-tastes'

const log = interactions(twoTastes())
const known = new Set(log.items)
let folder: string
let model: Recommender<string, number>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-bad-input-'))
  model = await itemKnn().fit(log)
})
afterAll(() => rm(folder, { recursive: true }))

/** What a program without types may pass. */
const untyped = (value: unknown) => value as never
const long = 'x'.repeat(1e7)
const ann = { user: 'ann' }

describe('means what the documents say', () => {
  it('an unknown user, an unknown item, an empty history: what is popular, and why', () => {
    const lists = [{ user: 'zed' }, { history: [999] }, { history: [] }, { items: [] }].map((subject) =>
      model.recommend(subject, { n: 3 }),
    )
    expect(lists.map(({ filledUp }) => filledUp)).toEqual([
      { items: 3, because: 'unknown-user' },
      { items: 3, because: 'no-history' },
      { items: 3, because: 'no-history' },
      { items: 3, because: 'no-history' },
    ])
    for (const { items } of lists)
      expect(items.map(({ source }) => source)).toEqual(Array(3).fill('popularity'))
    expect(model.score(ann, [999])).toEqual([undefined])
  })

  it('all candidates filtered: an empty list that counts what stood in the way', () => {
    expect(model.recommend(ann, { n: 2, where: () => false }).short).toEqual({
      asked: 2,
      given: 0,
      because: 'of 16 items 0 may be recommended; kept out: 6 by seen, 10 by where.',
    })
    expect(model.recommend(ann, { n: 2, only: [] }).short!.because).toContain('16 by only')
    expect(model.recommend(ann, { n: 2, only: [untyped(long)] }).items).toEqual([])
  })

  it('a model older than the catalogue: only rules show what it does not know, and it says so', () => {
    const fresh = [500, 501]
    expect(model.recommend(ann, { n: 2, only: fresh }).items).toEqual([])
    const { items } = model.recommend(ann, { n: 3, rules: [{ slots: [1, 3], for: fresh }] })
    expect(items.map(({ item, source }) => [known.has(item), source])).toEqual([
      [false, 'slot'],
      [true, 'itemKnn'],
      [false, 'slot'],
    ])
  })

  it('a catalogue older than the model: what is gone is filtered', () => {
    const left = log.items.slice(0, 8)
    const { items } = model.recommend(ann, { n: 99, only: left, seen: 'include' })
    expect(items.map(({ item }) => item).sort()).toEqual([...left].sort())
  })

  it('any n that fits into the catalogue and any that does not, without room for what is not there', () => {
    expect(model.recommend(ann, { n: 1e9 }).short).toMatchObject({ asked: 1e9, given: 10 })
    expect(model.similarItems(log.items[0]!, { n: 1e9 }).length).toBeLessThan(16)
  })

  it('many lists of any length', async () => {
    const factors = await als({ factors: 4 }).fit(log)
    for await (const { items } of recommendEveryone(factors, { n: 1e9, users: ['ann'] }))
      expect(items).toHaveLength(10)
  })

  it('ids that are names of JavaScript itself', async () => {
    const odd = await itemKnn().fit(
      interactions([
        { user: '__proto__', item: 'constructor' },
        { user: '__proto__', item: '__proto__' },
        { user: 'hasOwnProperty', item: 'constructor' },
      ]),
    )
    await odd.save(join(folder, 'odd'))
    for (const own of [odd, await loadRecommender<string, string>(join(folder, 'odd'))]) {
      const { items } = own.recommend(
        { user: 'hasOwnProperty' },
        { reasons: true, rules: [{ atMost: 1, per: () => '__proto__' }] },
      )
      expect(items.map(({ item }) => item)).toEqual(['__proto__'])
      expect(items[0]!.reasons).toMatchObject([{ because: 'constructor', share: 1 }])
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('numbers and texts that look alike are different ids', () => {
    const mixed = interactions(['7', 7, '007', '7.0'].map((item) => ({ user: 'a', item })))
    expect(mixed.items).toEqual(['7', 7, '007', '7.0'])
  })

  it('one user, one item, or no positive event: an empty list, and why', async () => {
    const logs = [
      interactions([{ user: 'ann', item: 1 }]),
      interactions([1, 2].map((item) => ({ user: 'ann', item }))),
      interactions(['ann', 'bob'].map((user) => ({ user, item: 1 }))),
      interactions([
        { user: 'ann', item: 1, weight: -1 },
        { user: 'bob', item: 2, weight: -2 },
      ]),
    ]
    for (const small of logs) {
      for (const algorithm of [itemKnn(), als({ factors: 2 }), popularity()]) {
        const { items, short } = (await algorithm.fit(small)).recommend(ann)
        expect(items).toEqual([])
        expect(short!.because).toMatch(/may be recommended/)
      }
    }
  })

  it('a history whose times are in seconds is one in milliseconds', async () => {
    const sessions = await stan().fit(log)
    const list = (time: number | Date) => sessions.recommend({ history: [{ item: 2, time }] }, { n: 5 })
    const now = Date.UTC(2016, 0, 30)
    expect(list(now / 1000)).toEqual(list(now))
    expect(list(new Date(now))).toEqual(list(now))
    for (const { score } of list(Date.UTC(1990, 0)).items) expect(score).toBeLessThan(100)
  })

  it('groups may be numbers, one or several, or none', () => {
    const list = (per: (item: number) => unknown) =>
      model.recommend(ann, { n: 9, rules: [{ atMost: 1, per: untyped(per) }] }).items.length
    expect(list((item) => item % 2)).toBe(2)
    expect(list((item) => [item % 2, 'all'])).toBe(1)
    expect(list(() => null)).toBe(9)
  })
})

const at = new Date('2026-01-01')
const row = (own: object) => () => interactions([untyped({ user: 'a', item: 'x', time: at, ...own })])
const inContext = (own: object) => () =>
  interactions([untyped({ user: 'a', item: 'x', ...own })], {
    context: { price: 'numeric', device: 'categorical' },
  })
const ask = (options: object) => () => model.recommend(ann, untyped(options))

describe('is refused by an error that names field, row and remedy', () => {
  it.each<readonly [string, () => unknown, RegExp]>([
    ['a weight of NaN', row({ weight: Number.NaN }), /weight is NaN.*\(row 0, weight\).*Repair the row/],
    ['an infinite weight', row({ weight: Number.POSITIVE_INFINITY }), /weight is Infinity.*row 0/],
    ['a weight of 1e300', row({ weight: 1e300 }), /between -1e12 and 1e12.*row 0/],
    [
      'no weight in a row',
      () => interactions([{ user: 'a', item: 1, weight: 1 }, untyped({ user: 'a', item: 1 })]),
      /row 1, weight/,
    ],
    [
      'a weight of NaN in a history',
      () => model.recommend({ history: [{ item: 1, weight: Number.NaN }] }),
      /history\[0\]\.weight.*finite/,
    ],
    [
      'a time in the future',
      row({ time: new Date('2999-01-01') }),
      /2999-01-01.*future.*\(row 0, time\).*timeUnit/,
    ],
    [
      'milliseconds called seconds',
      () => interactions([{ user: 'a', item: 'x', time: 1.7e12 }], { timeUnit: 'seconds' }),
      /future.*row 0/,
    ],
    [
      'seconds among milliseconds',
      () => interactions([1.7e9, 1.7e12].map((time) => ({ user: 'a', item: 'x', time }))),
      /looks like seconds and that of row 1 like milliseconds.*timeUnit/,
    ],
    ['a date that is none', row({ time: new Date('x') }), /no moment.*row 0, time/],
    ['an id of 10 MB', row({ user: long }), /10000000 characters.*row 0, user/],
    ['a user of 10 MB', () => model.recommend({ user: long }), /10000000 characters/],
    ['an item of 10 MB', () => model.recommend({ history: [untyped(long)] }), /10000000 characters/],
    ['an empty id', row({ item: '' }), /no id.*row 0, item/],
    ['an id of NaN', row({ item: Number.NaN }), /no id.*row 0, item/],
    [
      'a column of another name',
      () => interactions([untyped({ uid: 'a', item: 'x' })]),
      /no user; it has uid, item.*row 0.*\{ user: "uid" \}/,
    ],
    ['a row that is none', () => interactions([untyped(null)]), /Row 0 is null/],
    ['an amount of NaN', inContext({ price: Number.NaN }), /price is NaN.*\(row 0, price\).*null where/],
    ['an amount in words', inContext({ price: 'dear' }), /price is "dear", not a finite number.*row 0/],
    ['a category of no text', inContext({ price: 1, device: [] }), /device is an array.*\(row 0, device\)/],
    ['a category of 10 MB', inContext({ price: 1, device: long }), /device has 10000000 characters.*row 0/],
    [
      'a context that is the user',
      () => interactions([{ user: 'a', item: 1 }], { context: ['user'] }),
      /"user" is both the user and a context.*leave it out/i,
    ],
    [
      'a context that no row has',
      () => interactions([{ user: 'a', item: 1 }], { context: ['hour'] }),
      /No row has the column "hour".*null in rows/,
    ],
    [
      'a context for who knows none',
      () => model.recommend({ user: 'ann', context: { device: 'tv' } }),
      /itemKnn knows no context.*Leave context out/,
    ],
    ['a context as text', () => model.recommend({ user: 'ann', context: untyped('tv') }), /context is "tv"/],
    ['a negative n', ask({ n: -1 }), /n is -1.*0 or more/],
    ['half an item', ask({ n: 1.5 }), /n is 1.5/],
    ['n of NaN', ask({ n: Number.NaN }), /n is NaN/],
    ['n as text', ask({ n: '5' }), /n is "5"/],
    ['a negative n of similar items', () => model.similarItems(1, { n: -1 }), /n is -1/],
    ['an option that there is not', ask({ were: () => true }), /no option "were".*where/],
    ['only as text', ask({ only: 'abc' }), /only is "abc".*iterable/],
    ['exclude as a number', ask({ exclude: 3 }), /exclude is 3/],
    ['a where that has to wait', ask({ where: async () => false }), /promise/],
    ['rules that are one', ask({ rules: { pin: [1] } }), /rules is an object.*array/],
    ['a boost of nothing', ask({ rules: [{ boost: 3, by: 2 }] }), /Rule 0.*3/],
    ['a limit per nothing', ask({ rules: [{ atMost: 1 }] }), /Rule 0/],
    ['a pin of no list', ask({ rules: [{ pin: 3 }] }), /Rule 0.*3/],
    ['groups that have to wait', ask({ rules: [{ atMost: 1, per: async () => 'x' }] }), /groups.*promise/],
    ['a likeness of NaN', ask({ diversity: { by: 'mmr', likeness: () => Number.NaN } }), /likeness.*NaN/],
    ['calibration without groups', ask({ diversity: { by: 'calibrated' } }), /groups is undefined/],
    ['an algorithm as a fallback', ask({ n: 99, fallback: [popularity()] }), /no fitted recommender/],
    ['a fallback by name', ask({ fallback: 'popularity' }), /fallback is "popularity".*array/],
    ['minus one reason', ask({ reasons: { most: -1 } }), /reasons/],
    ['nobody', () => model.recommend(untyped({ usr: 'ann' })), /for whom.*\{ user/],
    ['a name alone', () => model.recommend(untyped('ann')), /"ann" does not say for whom/],
    ['a history as text', () => model.recommend({ history: untyped('abc') }), /for whom/],
    ['an unknown item to compare', () => model.similarItems(999), /999 is not known/],
    ['an unknown item to explain', () => model.explain(ann, 999), /999 is not known/],
    ['no items to score', () => model.score(ann, untyped(3)), /items is 3/],
  ])('%s', (_, work, message) => {
    const failure = thrownBy(work)
    expect(GraftError.isInstance(failure), String(failure)).toBe(true)
    expect(String(failure)).toMatch(message)
  })

  it.each<readonly [string, () => unknown, RegExp]>([
    ['an empty log', () => itemKnn().fit(interactions([])), /no events.*at least one/],
    [
      'a log of weight 0',
      () => itemKnn().fit(interactions([{ user: 'a', item: 1, weight: 0 }])),
      /every weight is 0/,
    ],
    ['rows for a log', () => itemKnn().fit(untyped([{ user: 'a', item: 1 }])), /interactions\(rows\)/],
    ['rows for an update', () => model.update(untyped([{ user: 'a', item: 1 }])), /interactions\(rows\)/],
    ['no threads', () => itemKnn().fit(log, { workers: 0 }), /workers is 0/],
    ['a split without times', async () => splitByTime(interactions([{ user: 'a', item: 1 }])), /no times/],
    ['a number for a file', () => loadRecommender(untyped(5)), /source is 5.*path/],
    ['an algorithm for a model', () => recommendEveryone(untyped(als())).next(), /fit or loadRecommender/],
    ['one user for many', () => recommendEveryone(model, { users: untyped('ann') }).next(), /users is "ann"/],
    ['a folder for a file', () => model.save(folder), /folder/],
    [
      'weights that no fit can bear, ALS',
      () => als({ factors: 4 }).fit(farApart()),
      /did not stay finite.*weights/,
    ],
    ['weights that no fit can bear, iALS', () => ials({ factors: 4 }).fit(farApart()), /did not stay finite/],
    [
      'a learning rate of 100',
      () => bpr({ factors: 4, learningRate: 100, regularization: 1 }).fit(log),
      /did not stay finite.*learningRate/,
    ],
    [
      'a learning rate of 1 for ratings',
      () => svdPlusPlus({ factors: 4, learningRate: 1 }).fit(farApart()),
      /did not stay finite/,
    ],
  ])('%s', async (_, work, message) => {
    const failure = await Promise.resolve()
      .then(work)
      .catch((error: unknown) => error)
    expect(GraftError.isInstance(failure), String(failure)).toBe(true)
    expect(String(failure)).toMatch(message)
  })

  it.each([
    ['a row that is short', 'user,item\na,b\nc\n', /Row 1 has 1 fields.*line 3/],
    ['a column of another name', 'uid,item\na,b\n', /no column "user".*"uid", "item"/s],
    ['a weight that is none', 'user,item,weight\na,b,1\na,c,abc\n', /weight is "abc".*row 1/],
  ])('%s in a file', async (_, text, message) => {
    const path = join(folder, 'bad.csv')
    await writeFile(path, text)
    await expect(readInteractions(path)).rejects.toThrow(message)
  })

  it('a file that was cut short, wherever', async () => {
    const path = join(folder, 'model')
    await model.save(path)
    const bytes = await readFile(path)
    for (let length = 0; length < bytes.length; length += 97) {
      await expect(loadRecommender(bytes.subarray(0, length))).rejects.toMatchObject({ code: 'invalid-file' })
    }
  })
})

/** Weights a million millions apart. */
function farApart() {
  return interactions([
    { user: 'a', item: 'x', weight: 1e12 },
    { user: 'a', item: 'y', weight: 1 },
    { user: 'b', item: 'x', weight: 1e12 },
    { user: 'c', item: 'y', weight: 1 },
  ])
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

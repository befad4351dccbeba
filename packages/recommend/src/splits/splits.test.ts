import { describe, expect, it } from 'vitest'
import { type Interactions, interactions } from '../interactions'
import { splitByItem, splitBySession, splitByUser } from './by-group'
import { splitByTime } from './by-time'
import { roundHalfEven } from './half-even'
import { kFolds } from './k-folds'
import { findLeakage } from './leakage'
import { leaveLastOut, splitPerUser } from './per-user'
import { splitStratified } from './stratified'

/** Ten days; ann and bob do something every day, eve on the last two. */
const day = (date: number) => new Date(Date.UTC(2016, 4, date))
const log = interactions([
  ...Array.from({ length: 10 }, (_, at) => ({
    user: 'ann',
    item: at,
    time: day(at + 1),
    session: `a${at >> 1}`,
  })),
  ...Array.from({ length: 10 }, (_, at) => ({
    user: 'bob',
    item: 9 - at,
    time: day(at + 1),
    session: `b${at >> 1}`,
  })),
  { user: 'eve', item: 10, time: day(9), session: 'e' },
  { user: 'eve', item: 11, time: day(10), session: 'e' },
])

const days = (part: Interactions | undefined) =>
  [...new Set([...part!].map(({ time }) => time!.getUTCDate()))].sort((a, b) => a - b)
const pairs = (part: Interactions | undefined) => [...part!].map(({ user, item }) => `${user} ${item}`)

describe('splitByTime', () => {
  it('cuts everyone at one moment, given as a date or as a share', () => {
    const { train, validation, test } = splitByTime(log, { validation: '2016-05-07', test: day(9) })
    expect([days(train), days(validation), days(test)]).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8],
      [9, 10],
    ])
    expect(train.users).toEqual(['ann', 'bob'])
    expect(test.users).toEqual(['ann', 'bob', 'eve'])
    const shares = splitByTime(log, { validation: 0.2, test: 0.2 })
    expect([days(shares.train), days(shares.validation), days(shares.test)]).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8],
      [9, 10],
    ])
  })

  it('leaks nothing', () => {
    expect(findLeakage(splitByTime(log)).findings).toEqual([])
  })
})

describe('splits of each user', () => {
  it('holds out the last events, and warns', () => {
    const split = leaveLastOut(log, { validation: 1 })
    expect(pairs(split.test)).toEqual(['ann 9', 'bob 0'])
    expect(pairs(split.validation)).toEqual(['ann 8', 'bob 1'])
    expect(split.train.users).toContain('eve')
    expect(split.warnings.map(({ code }) => code)).toEqual(['future-in-training'])
    expect(findLeakage(leaveLastOut(log)).findings).toEqual([])
    const old = [1, 2].map((date) => ({ user: 'old', item: date, time: day(date) }))
    const rows = Array.from(log, ({ user, item, time }) => ({ user, item, time: time! }))
    expect(findLeakage(leaveLastOut(interactions([...rows, ...old])))).toMatchObject({
      olderThanTraining: 0.25,
      findings: [expect.stringMatching(/^25\.0 % of the test events are older/)],
    })
  })

  it('holds out a share of each user, the latest or any', () => {
    const latest = splitPerUser(log, { test: 0.2, validation: 0.1 })
    expect(pairs(latest.test)).toEqual(['ann 8', 'ann 9', 'bob 1', 'bob 0'])
    expect(pairs(latest.validation)).toEqual(['ann 7', 'bob 2', 'eve 11'])
    const any = splitPerUser(log, { test: 0.2, order: 'random', seed: 3 })
    expect(any.test.size).toBe(4)
    expect(pairs(any.test)).toEqual(pairs(splitPerUser(log, { test: 0.2, order: 'random', seed: 3 }).test))
    expect(pairs(any.test)).not.toEqual(
      pairs(splitPerUser(log, { test: 0.2, order: 'random', seed: 4 }).test),
    )
  })
})

describe('random splits', () => {
  it('keeps the shares of every group', () => {
    const split = splitStratified(log, { by: 'user', validation: 0.25, test: 0.25 })
    const countOf = (part: Interactions | undefined, user: string) =>
      [...part!].filter((event) => event.user === user).length
    // Half to even: 5 of 10, then up to 7.5 → 8.
    expect([split.train, split.validation, split.test].map((part) => countOf(part, 'ann'))).toEqual([5, 3, 2])
  })

  it('makes each event the test once', () => {
    const folds = kFolds(log, { folds: 4 })
    expect(folds.flatMap(({ test }) => pairs(test)).sort()).toEqual(pairs(log).sort())
    for (const { train, test } of folds) expect(train.size + test.size).toBe(log.size)
  })
})

describe('splits of groups', () => {
  it('holds out users, whose first events are given', () => {
    const { train, given, test } = splitByUser(log, { test: 0.5, given: 0.5, seed: 2 })
    expect(test.users).toEqual(given!.users)
    for (const user of test.users) expect(train.users).not.toContain(user)
    expect(Math.max(...days(given).slice(0, 5))).toBeLessThanOrEqual(9)
    expect(train.size + given!.size + test.size).toBe(log.size)
  })

  it('holds out items', () => {
    const { train, test } = splitByItem(log, { test: 0.25 })
    expect(test.items).toHaveLength(3)
    for (const item of test.items) expect(train.items).not.toContain(item)
    expect(findLeakage({ train, test })).toMatchObject({ newItems: 1, knownPairs: 0 })
  })

  it('parts whole sessions by when they begin', () => {
    const { train, validation, test } = splitBySession(log, { validation: day(7), test: day(9) })
    expect([days(train), days(validation), days(test)]).toEqual([
      [1, 2, 3, 4, 5, 6],
      [7, 8],
      [9, 10],
    ])
    expect(splitBySession(log, { test: 3 / 11 }).test.users).toEqual(['ann', 'bob', 'eve'])
  })
})

describe('bad splits', () => {
  const timeless = interactions([
    { user: 'a', item: 'x' },
    { user: 'b', item: 'y' },
  ])

  it.each<readonly [string, () => unknown, RegExp]>([
    ['no log', () => splitByTime([] as never), /log is an array.*interactions\(rows\)/],
    ['an empty log', () => splitByTime(interactions([])), /no events/],
    ['no times', () => splitByTime(timeless), /no times to split by.*splitStratified/],
    [
      'a cut after the last event',
      () => splitByTime(log, { test: '2027-01-01' }),
      /No event is left for test/,
    ],
    ['a cut before the first', () => splitByTime(log, { test: '2010-01-01' }), /No event is left for train/],
    [
      'validation after the test',
      () => splitByTime(log, { validation: day(9), test: day(8) }),
      /before the test/,
    ],
    ['a share of 1', () => splitByTime(log, { test: 1 }), /test is 1\./],
    [
      'shares that leave nothing',
      () => splitPerUser(log, { test: 0.5, validation: 0.5 }),
      /test \+ validation is 1/,
    ],
    ['a date that is none', () => splitByTime(log, { test: 'soon' }), /"soon"/],
    ['zero last events', () => leaveLastOut(log, { test: 0 }), /test is 0/],
    ['more folds than events', () => kFolds(timeless, { folds: 3 }), /folds is 3.*2 events/],
    ['a negative seed', () => kFolds(log, { seed: -1 }), /seed is -1/],
    ['an odd group', () => splitStratified(log, { by: 'session' as never }), /by is "session"/],
  ])('refuses %s', (_, work, message) => {
    expect(work).toThrow(message)
  })
})

it('rounds a half to the even number', () => {
  expect([0.5, 1.5, 2.5, 3.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 4, 2, 3])
})

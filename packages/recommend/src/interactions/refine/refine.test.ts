import { describe, expect, it } from 'vitest'
import { interactions } from '..'
import { describeLog } from './describe-log'
import { joinLogs } from './join-logs'
import { kCore } from './k-core'
import { withoutBots } from './without-bots'

const pairs = (log: Iterable<{ user: string; item: string }>) => [...log].map(({ user, item }) => user + item)
const fromPairs = (text: string) =>
  interactions(text.split(' ').map((pair) => ({ user: pair[0]!, item: pair[1]! })))

describe('kCore', () => {
  it('goes on until everyone who is left has enough', () => {
    // Without cz, z has one event; without dz, d has one; without dy, y has two and stays.
    const log = fromPairs('ax ay bx by cx cz dz dy')
    expect(pairs(kCore(log, { users: 2, items: 2 }))).toEqual(pairs(log))
    expect(pairs(kCore(log, { users: 2, items: 3 }))).toEqual([])
    expect(pairs(kCore(fromPairs('ax ay bx by cx cz'), { users: 2, items: 2 }))).toEqual([
      'ax',
      'ay',
      'bx',
      'by',
    ])
  })

  it('refuses half an event', () => {
    expect(() => kCore(fromPairs('ax'), { users: 0.5 })).toThrow(/users is 0.5/)
  })
})

describe('withoutBots', () => {
  const minute = (at: number) => new Date(Date.UTC(2016, 0, 1, 0, at))
  const log = interactions([
    ...Array.from({ length: 6 }, (_, at) => ({ user: 'slow', item: `${at}`, time: minute(3000 * at) })),
    ...Array.from({ length: 6 }, (_, at) => ({ user: 'day', item: `${at}`, time: minute(5 * at) })),
    ...Array.from({ length: 6 }, (_, at) => ({
      user: 'burst',
      item: `${at}`,
      time: new Date(Number(minute(0)) + at),
    })),
    { user: 'person', item: '1', time: minute(1) },
  ])

  it('knows bots by how much they do, at all, in a day, in a minute', () => {
    const { log: left, bots } = withoutBots(log, { perDay: 5, perMinute: 3 })
    expect(bots).toEqual([
      { user: 'day', because: 'perDay', events: 6 },
      { user: 'burst', because: 'perDay', events: 6 },
    ])
    expect(left.users).toEqual(['slow', 'person'])
    expect(withoutBots(log, { perMinute: 3 }).bots.map(({ user }) => user)).toEqual(['burst'])
    expect(withoutBots(log, { perUser: 5 }).log.users).toEqual(['person'])
  })

  it('takes by default who is far out', () => {
    const crowd = interactions([
      ...Array.from({ length: 100 }, (_, user) => ({ user: `u${user}`, item: 'x' })),
      ...Array.from({ length: 101 }, () => ({ user: 'bot', item: 'x' })),
    ])
    expect(withoutBots(crowd).bots).toEqual([{ user: 'bot', because: 'perUser', events: 101 }])
  })

  it('wants times where they are asked about', () => {
    expect(() => withoutBots(fromPairs('ax'), { perDay: 1 })).toThrow(/no times/)
  })
})

describe('joinLogs', () => {
  it('keeps every column', () => {
    const [a, b] = [
      { user: 'a', item: 'x', time: new Date(1e12), kind: 'view', weight: 2, session: 's' },
      { user: 'b', item: 'x', time: new Date(1.1e12), kind: 'buy', weight: 1, session: 's' },
    ] as const
    const joined = joinLogs(interactions([a], { duplicates: 'last' }), interactions([b]))
    expect([...joined]).toEqual([...interactions([a, b])])
    expect(joined.items).toEqual(['x'])
  })

  it('refuses what does not fit', () => {
    const timed = interactions([{ user: 'a', item: 'x', time: 1 }])
    expect(() => joinLogs(fromPairs('ax'), timed)).toThrow(/has times/)
  })
})

describe('describeLog', () => {
  it('tells what is there', () => {
    const description = describeLog(
      interactions(
        [
          { user: 'a', item: 'x', time: new Date('2016-01-01'), kind: 'view' },
          { user: 'a', item: 'y', time: new Date('2016-01-03'), kind: 'view' },
          { user: 'b', item: 'x', time: new Date('2016-01-02'), kind: 'dislike' },
          { user: 'b', item: 'z', time: new Date('2016-01-02'), kind: 'shown' },
        ],
        { kindWeights: { view: 1, dislike: -1, shown: 0 } },
      ),
    )
    expect(String(description)).toBe(
      [
        '4 events of 2 users with 3 items',
        'from 2016-01-01 to 2016-01-03',
        'kinds: 2 view, 1 dislike, 1 shown',
        'events per user: 2 in the middle, 2 at most; per item: 1 and 2',
        '1 are dislikes',
        '1 have the weight 0 and say nothing',
      ].join('\n'),
    )
  })
})

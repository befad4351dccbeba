import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GraftError } from '@graftjs/base'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kFolds, leaveLastOut, splitByItem, splitByTime, splitByUser } from '../../splits'
import { describeLog, interactions, joinLogs, kCore, readInteractions, withoutBots } from '..'
import { columnsOf } from '../interactions'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-context-'))
})
afterAll(() => rm(folder, { recursive: true }))

const context = { device: 'categorical', price: 'numeric' } as const
const rows = [
  { user: 'ann', item: 'tea', device: 'phone', price: 2.5 },
  { user: 'bob', item: 'tea', device: 'a, "tv"', price: null },
  { user: 'ann', item: 'mug', device: null, price: -7 },
  { user: 'cat', item: 'mug', device: '__proto__', price: 1e99 },
]
const expected = [
  { device: 'phone', price: 2.5 },
  { device: 'a, "tv"' },
  { price: -7 },
  Object.fromEntries([['device', '__proto__'] as const, ['price', 1e99] as const]),
]

/** The same events in every form. */
const quoted = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`)
const texts = {
  'events.csv': [
    'user,item,device,price',
    ...rows.map((row) => `${row.user},${row.item},${quoted(row.device)},${row.price ?? ''}`),
  ].join('\n'),
  'events.tsv': [
    'price\tuser\titem\tdevice',
    ...rows.map((row) => `${row.price ?? ''}\t${row.user}\t${row.item}\t${quoted(row.device)}`),
  ].join('\r\n'),
  'events.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
  'events.inter': [
    'user_id:token\titem_id:token\tdevice:token\tprice:float',
    ...rows.map((row) => `${row.user}\t${row.item}\t${quoted(row.device)}\t${row.price ?? ''}`),
  ].join('\n'),
}
const contextsOf = (log: Iterable<{ context?: object }>) => [...log].map((event) => event.context)

describe('the context of a log', () => {
  it('is what rows hold under the names that were asked for, typed column by column', () => {
    const log = interactions(rows, { context })
    expect(log.context).toEqual(['device', 'price'])
    expect(contextsOf(log)).toEqual(expected)
    expect(columnsOf(log).context).toEqual([
      {
        kind: 'categorical',
        name: 'device',
        codes: Int32Array.of(0, 1, -1, 2),
        categories: ['phone', 'a, "tv"', '__proto__'],
      },
      { kind: 'numeric', name: 'price', values: Float64Array.of(2.5, Number.NaN, -7, 1e99) },
    ])
    expect(columnsOf(interactions(rows)).context).toBeUndefined()
    expect(interactions(rows).at(0)).not.toHaveProperty('context')
  })

  it.each(Object.entries(texts))('comes out of %s', async (name, text) => {
    const path = join(folder, name)
    await writeFile(path, text)
    expect(contextsOf(await readInteractions(path, { context }))).toEqual(expected)
  })

  it('is of the type that an atomic file of RecBole says, unless it is asked for otherwise', async () => {
    const path = join(folder, 'typed.inter')
    await writeFile(
      path,
      'user_id:token\titem_id:token\thour:token\tprice:float\ttags:token_seq\na\tx\t07\t2\tb c\n',
    )
    expect(contextsOf(await readInteractions(path, { context: ['hour', 'price'] }))).toEqual([
      { hour: '07', price: 2 },
    ])
    const asked = await readInteractions(path, { context: { hour: 'numeric', price: 'categorical' } })
    expect(contextsOf(asked)).toEqual([{ hour: 7, price: '2' }])
    await expect(readInteractions(path, { context: ['tags'] })).rejects.toThrow(
      /"tags" is of the type "token_seq"/,
    )
  })

  it('comes out of Arrow and Parquet, cursors and streams', async () => {
    const path = join(folder, 'events.arrow')
    const columns = { user: rows.map(({ user }) => user), item: rows.map(({ item }) => item) }
    const table = tableFromArrays({
      ...columns,
      device: rows.map(({ device }) => device),
      price: rows.map(({ price }) => price),
    })
    await writeFile(path, tableToIPC(table, 'file'))
    expect(contextsOf(await readInteractions(path, { context }))).toEqual(expected)
    for (const name of ['events.parquet', 'events.zstd.parquet', 'events.arrow']) {
      const fixture = fileURLToPath(new URL(`../files/fixtures/${name}`, import.meta.url))
      const options = {
        user: 'uid',
        item: 'sku',
        itemIds: 'number',
        context: { what: 'categorical', amount: 'numeric' },
      } as const
      expect(contextsOf(await readInteractions(fixture, options)), name).toEqual([
        { what: 'view', amount: 1 },
        { what: 'buy', amount: 2 },
        { what: 'view', amount: 3 },
        { what: 'view', amount: 4 },
      ])
    }
    async function* cursor() {
      yield* rows
    }
    expect(contextsOf(await readInteractions(cursor(), { context }))).toEqual(expected)
  })

  it('compares categories as texts: the 13 of a program is that of a file, and not 13.0', () => {
    const hours = [13, '13', 13n, '13.0', true].map((hour) => ({ user: 'a', item: 'x', hour }))
    const log = interactions(hours, { context: ['hour'] })
    expect(contextsOf(log)).toEqual(['13', '13', '13', '13.0', 'true'].map((hour) => ({ hour })))
  })

  it('reads amounts written as text, and what is left out as unknown', () => {
    const own = ['7.5', 3n, undefined, null, ''].map((price) => ({ user: 'a', item: 'x', price }))
    expect(contextsOf(interactions(own, { context: { price: 'numeric' } }))).toEqual([
      { price: 7.5 },
      { price: 3 },
      {},
      {},
      {},
    ])
  })

  it('is left out with its row where the row is bad', async () => {
    const bad: GraftError[] = []
    const onBadRow = (problem: GraftError) => bad.push(problem)
    const path = join(folder, 'bad.csv')
    await writeFile(path, 'user,item,device,price\na,x,phone,1\nb,y,tv,NaN\nc,z,web,3\n')
    const log = await readInteractions(path, { context, onBadRow })
    expect(contextsOf(log)).toEqual([
      { device: 'phone', price: 1 },
      { device: 'web', price: 3 },
    ])
    expect(columnsOf(log).context![0]).toMatchObject({ categories: ['phone', 'web'] })
    expect(bad.map(({ message }) => message)).toEqual([expect.stringMatching(/price is "NaN".*row 1, price/)])
    const row = { user: 'a', item: 'x', device: {}, price: 1 }
    expect(contextsOf(interactions([row, { ...row, device: 'tv' }], { context, onBadRow }))).toEqual([
      { device: 'tv', price: 1 },
    ])
  })
})

describe('what selects, splits and joins', () => {
  const many = Array.from({ length: 60 }, (_, at) => ({
    user: `u${at % 6}`,
    item: (at * 7) % 5,
    time: 1.4e12 + 1e7 * at,
    /** Tells each event from the others. */
    number: at,
    device: ['phone', 'tv', null][at % 3],
  }))
  const log = interactions(many, { context: { number: 'numeric', device: 'categorical' } })
  const whole = new Map([...log].map((event) => [Number(event.time), event]))

  it('keeps the context of every event', () => {
    const split = splitByTime(log, { validation: 0.2, test: 0.2 })
    const parts = [
      kCore(log, { users: 5, items: 12 }),
      withoutBots(log, { perUser: 9 }).log,
      withoutBots(log, { perUser: 11 }).log,
      log.filter(({ context: own }) => own!['device'] === 'tv'),
      split.train,
      split.validation!,
      split.test,
      ...[...kFolds(log), splitByUser(log), splitByItem(log), leaveLastOut(log)].flatMap(
        ({ train, test }) => [train, test],
      ),
      splitByUser(log).given!,
      joinLogs(split.train, split.test),
    ]
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(500)
    for (const part of parts) for (const event of part) expect(event).toEqual(whole.get(Number(event.time)))
  })

  it('forgets categories that are gone', () => {
    const phones = log.filter(({ context: own }) => own!['device'] === 'phone')
    expect(columnsOf(phones).context![1]).toMatchObject({ categories: ['phone'] })
    expect(String(describeLog(phones))).toContain('context: number (0 to 57), device (1 categories)')
    expect(describeLog(log).context[1]).toEqual({
      name: 'device',
      kind: 'categorical',
      categories: 2,
      unknown: 20,
    })
  })

  it('joins by name, whatever the order, and refuses what does not fit', () => {
    const other = interactions([{ user: 'z', item: 9, time: 1.5e12, device: 'watch', number: 99 }], {
      context: ['device', 'number'],
    })
    expect(() => joinLogs(log, other)).toThrow(/"number" as numeric, the other as categorical/)
    const right = interactions([{ user: 'z', item: 9, time: 1.5e12, device: 'watch', number: 99 }], {
      context: { device: 'categorical', number: 'numeric' },
    })
    expect(joinLogs(log, right).at(60).context).toEqual({ number: 99, device: 'watch' })
    const without = interactions([{ user: 'z', item: 9, time: 1.5e12 }])
    expect(() => joinLogs(log, without)).toThrow(/the other has none.*null where it is unknown/)
    expect(() => joinLogs(without, log)).toThrow(/"number" as numeric, the other has none/)
  })
})

describe('is refused by an error that names column, row and remedy', () => {
  const row = { user: 'a', item: 'x' }
  const untyped = (value: unknown) => value as never
  it.each<readonly [string, () => unknown, string, RegExp]>([
    [
      'an amount of NaN',
      () => interactions([{ ...row, price: Number.NaN }], { context }),
      'not-finite',
      /price is NaN.*row 0, price.*null/,
    ],
    [
      'an infinite amount',
      () => interactions([{ ...row, price: Number.NEGATIVE_INFINITY }], { context }),
      'not-finite',
      /price is -Infinity/,
    ],
    [
      'an amount in words',
      () => interactions([{ ...row, price: 'two' }], { context }),
      'invalid-data',
      /price is "two".*a finite number/,
    ],
    [
      'a category of NaN',
      () => interactions([{ ...row, device: Number.NaN }], { context }),
      'not-finite',
      /device is NaN/,
    ],
    [
      'a category that is an object',
      () => interactions([{ ...row, device: ['tv'] }], { context }),
      'invalid-data',
      /device is an array/,
    ],
    [
      'a category of 10 MB',
      () => interactions([{ ...row, device: 'x'.repeat(1e7) }], { context }),
      'invalid-data',
      /device has 10000000 characters/,
    ],
    [
      'a column that no row has',
      () => interactions([row, row], { context: ['device'] }),
      'invalid-option',
      /No row has the column "device"/,
    ],
    [
      'a column that is the user',
      () => interactions([row], { context: ['user'] }),
      'invalid-option',
      /"user" is both the user and a context/,
    ],
    [
      'a column that is the time',
      () => interactions([{ ...row, time: 1 }], { context: ['time'] }),
      'invalid-option',
      /time: false/,
    ],
    [
      'a column twice',
      () => interactions([row], { context: ['device', 'device'] }),
      'invalid-option',
      /twice is "device"/,
    ],
    [
      'the prototype of rows',
      () => interactions([row], { context: ['__proto__'] }),
      'invalid-data',
      /__proto__ is an object/,
    ],
    [
      'an odd kind',
      () => interactions([row], { context: { price: untyped('float') } }),
      'invalid-option',
      /"price" holds is "float".*'numeric'/,
    ],
    [
      'no names',
      () => interactions([row], { context: untyped('device') }),
      'invalid-option',
      /context is "device".*context: \['device'/,
    ],
    [
      'a number for a name',
      () => interactions([row], { context: untyped([3]) }),
      'invalid-option',
      /name of a column is 3/,
    ],
  ])('%s', (_, work, code, message) => {
    let failure: unknown
    try {
      work()
    } catch (error) {
      failure = error
    }
    expect(GraftError.isInstance(failure) && failure.code, String(failure)).toBe(code)
    expect(String(failure)).toMatch(message)
  })

  it('not a row, where an option is wrong', () => {
    expect(() => interactions([row], { context: ['user'], onBadRow: () => undefined })).toThrow(
      /both the user/,
    )
  })

  it('a column that a file does not have', async () => {
    for (const [name, text] of Object.entries(texts)) {
      const path = join(folder, name)
      await writeFile(path, text)
      await expect(readInteractions(path, { context: ['devise'] })).rejects.toThrow(/column "devise"/)
    }
  })
})

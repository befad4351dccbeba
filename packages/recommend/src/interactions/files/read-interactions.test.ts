import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { GraftError } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readInteractions } from './read-interactions'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-read-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const names = { user: 'uid', item: 'sku', time: 'ts', kind: 'what', weight: 'amount' } as const

async function failureOf(work: Promise<unknown>): Promise<GraftError> {
  const failure = await work.catch((error: unknown) => error)
  if (!GraftError.isInstance(failure)) throw new Error(`no GraftError: ${String(failure)}`)
  return failure
}

describe('readInteractions', () => {
  it('reads CSV: quotes, line ends of both kinds, a mark of the byte order, a last line without end', async () => {
    const path = await file(
      'clicks.csv',
      '\uFEFFsku,uid,ts,amount\r\n"a,1",ann,2016-05-01T00:00:00Z,1\r\n\r\n"say ""hi""\nyou",007,1777593600,2\n__proto__,bö,1777593600000.0,-3',
    )
    const failure = await failureOf(readInteractions(path, { user: 'uid', item: 'sku', time: 'ts' }))
    expect(failure).toMatchObject({
      code: 'invalid-data',
      message: expect.stringMatching(/row 0 is a date and that of row 1 is a number/),
    })
    const log = await readInteractions(path, { user: 'uid', item: 'sku', time: false, weight: 'amount' })
    expect(log.users).toEqual(['ann', '007', 'bö'])
    expect(log.items).toEqual(['a,1', 'say "hi"\nyou', '__proto__'])
    expect([...log].map(({ weight }) => weight)).toEqual([1, 2, -3])
  })

  it('reads the same whatever the size of the pieces', async () => {
    const text = `user,item,time\n${Array.from({ length: 50 }, (_, row) => `u${row % 7},"i ""${row % 5}""",${1.7e9 + row}.25`).join('\r\n')}\n`
    const whole = [...(await readInteractions(pieces(text, 1e6), { format: 'csv' }))]
    expect(whole).toHaveLength(50)
    expect(whole[3]).toMatchObject({ user: 'u3', item: 'i "3"', time: new Date(1.7e12 + 3250) })
    for (const size of [1, 2, 3, 7, 64]) {
      expect([...(await readInteractions(pieces(text, size), { format: 'csv' }))]).toEqual(whole)
    }
  })

  it('reads files without names, with another separator, and compressed', async () => {
    const path = await file('friends.tsv.gz', gzipSync('1\t51\t0\t13883\n2\t52\t0\t11690\n'))
    const columns = ['user', 'item', 'none', 'weight']
    const log = await readInteractions(path, { columns, userIds: 'number', itemIds: 'number' })
    expect(log.users).toEqual([1, 2])
    expect(log.at(1)).toEqual({ user: 2, item: 52, weight: 11690, time: undefined, kind: undefined })
    const piped = await readInteractions(await file('x.dat', 'a|b\n'), {
      format: 'csv',
      separator: '|',
      columns: ['user', 'item'],
    })
    expect(piped.at(0)).toMatchObject({ user: 'a', item: 'b' })
  })

  it('reads atomic files of RecBole', async () => {
    const path = await file(
      'ml.inter',
      'user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n',
    )
    expect((await readInteractions(path)).at(0)).toMatchObject({
      user: '196',
      item: '242',
      weight: 3,
      time: new Date(881250949e3),
    })
  })

  it('reads JSON lines, whose ids are texts unless said otherwise', async () => {
    const path = await file(
      'x.jsonl',
      '{"user":"7","item":"x","weight":2}\n\n{"user":"007","item":"x","weight":1}',
    )
    const log = await readInteractions(path)
    expect(log.users).toEqual(['7', '007'])
    const numbers = await file('n.jsonl', '{"user":7,"item":8}')
    expect(await failureOf(readInteractions(numbers))).toMatchObject({
      message: expect.stringMatching(/userIds: 'number'/),
    })
    expect((await readInteractions(numbers, { userIds: 'number', itemIds: 'number' })).users).toEqual([7])
  })

  it.each(['events.parquet', 'events.zstd.parquet', 'events.arrow'])(
    'reads %s as Python wrote it',
    async (name) => {
      const log = await readInteractions(fixture(name), {
        ...names,
        itemIds: 'number',
        kindWeights: { view: 1, buy: 5 },
      })
      expect([...log]).toEqual([
        { user: 'ann', item: 7, time: new Date('2016-05-01T12:00Z'), kind: 'view', weight: 1 },
        { user: '007', item: 8, time: new Date('2016-05-02T12:00Z'), kind: 'buy', weight: 10 },
        { user: 'ann', item: 7, time: new Date('2016-05-03T12:00Z'), kind: 'view', weight: 3 },
        { user: 'bob', item: 9, time: new Date('2016-05-04T12:00Z'), kind: 'view', weight: 4 },
      ])
    },
  )

  it('reads rows as a database gives them', async () => {
    async function* cursor() {
      yield { uid: 7, sku: 'x', ts: new Date('2016-01-01'), what: 'view', amount: '2.5' }
      yield { uid: 8, sku: 'y', ts: '2016-01-02 10:00:00', what: 'buy', amount: 1 }
    }
    const log = await readInteractions(cursor(), names)
    const users: readonly number[] = log.users
    expect(users).toEqual([7, 8])
    expect(log.at(1).time).toEqual(new Date('2016-01-02T10:00:00Z'))
    expect(log.at(0).weight).toBe(2.5)
  })

  it.each<readonly [string, string, object, string, RegExp]>([
    ['a missing id', 'user,item\na,x\n,y\n', {}, 'invalid-data', /user is "".*row 1, user/],
    ['a missing column', 'uid,item\na,x\n', {}, 'invalid-option', /no column "user".*"uid", "item"/],
    [
      'too few fields',
      'user,item,time\na,x,1\na,x\n',
      {},
      'invalid-data',
      /Row 1 has 2 fields.*3 columns.*line 3/,
    ],
    ['a weight of NaN', 'user,item,weight\na,x,NaN\n', {}, 'not-finite', /weight is "NaN".*row 0/],
    ['an infinite weight', 'user,item,weight\na,x,Infinity\n', {}, 'not-finite', /Infinity/],
    ['an empty weight', 'user,item,weight\na,x,\n', {}, 'invalid-data', /weight is ""/],
    ['a time that is none', 'user,item,time\na,x,soon\n', {}, 'invalid-data', /time is "soon".*row 0/],
    ['a time in the future', 'user,item,time\na,x,2999-01-01\n', {}, 'invalid-data', /2999.*future/],
    [
      'seconds taken for milliseconds',
      'user,item,time\na,x,1.7e12\na,x,1.7e9\n',
      {},
      'invalid-data',
      /row 0 looks like milliseconds and that of row 1 like seconds/,
    ],
    [
      'a kind without weight',
      'user,item,kind\na,x,view\na,x,buy\n',
      { kindWeights: { view: 1 } },
      'invalid-data',
      /kind is "buy".*row 1.*"view"/,
    ],
    ['an open quote', `user,item\n"a,x\n${'b,y\n'.repeat(9)}`, {}, 'invalid-data', /Row 0 has 1 fields/],
    ['a lossy number', 'user,item\n007,x\n', { userIds: 'number' }, 'invalid-data', /"007".*'text'/],
    ['an id of 10 MB', `user,item\n${'a'.repeat(1e7)},x\n`, {}, 'invalid-data', /10000000 characters/],
    ['an odd separator', 'user,item\n', { separator: '::' }, 'invalid-option', /separator is "::"/],
    ['an odd format', 'user,item\n', { format: 'xlsx' }, 'invalid-option', /no format "xlsx".*"csv"/],
    ['odd duplicates', 'user,item\n', { duplicates: 'mean' }, 'invalid-option', /duplicates is "mean"/],
    ['a negative half-life', 'user,item\n', { halfLifeDays: -1 }, 'invalid-option', /halfLifeDays is -1/],
  ])('refuses %s', async (_, text, options, code, message) => {
    const failure = await failureOf(readInteractions(await file('bad.csv', text), options))
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(message)
  })

  it('refuses what is not UTF-8, no JSON, no Parquet, not there, or of no known kind', async () => {
    const latin = await file('latin.csv', Buffer.from('user,item\na,x\nb\xf6,y\n', 'latin1'))
    expect(await failureOf(readInteractions(latin))).toMatchObject({
      message: expect.stringMatching(/Row 1 is not UTF-8.*line 3/),
    })
    const json = await file('bad.jsonl', '{"user":"a","item":"b"}\n{"user"')
    expect(await failureOf(readInteractions(json))).toMatchObject({
      message: expect.stringMatching(/Row 1 is not JSON.*line 2/),
    })
    for (const name of ['bad.parquet', 'bad.arrow']) {
      expect(await failureOf(readInteractions(await file(name, 'no such thing')))).toMatchObject({
        code: 'invalid-file',
      })
    }
    expect(await failureOf(readInteractions(join(folder, 'none.csv')))).toMatchObject({ code: 'file-access' })
    expect(await failureOf(readInteractions(await file('x.xyz', '')))).toMatchObject({
      message: expect.stringMatching(/format/),
    })
    const cut = await file('cut.csv.gz', gzipSync('user,item\na,x\n').subarray(0, 20))
    expect(await failureOf(readInteractions(cut))).toMatchObject({ code: 'file-access' })
  })

  it('leaves bad rows out where that is asked for, and those whom only they name', async () => {
    const problems: GraftError[] = []
    const path = await file('some.csv', 'user,item,weight\na,x,1\nb,y,NaN\nc\nd,x,2\n')
    const log = await readInteractions(path, { onBadRow: (problem) => problems.push(problem) })
    expect([...log].map(({ user, item }) => [user, item])).toEqual([
      ['a', 'x'],
      ['d', 'x'],
    ])
    expect([log.users, log.items]).toEqual([['a', 'd'], ['x']])
    expect(problems.map(({ details }) => details['row'])).toEqual([1, 2])
    const lines = await file(
      'some.jsonl',
      '{"user":"a","item":"x"}\nnull\nno\n{"user":"b"}\n{"user":"d","item":"x"}',
    )
    problems.length = 0
    expect((await readInteractions(lines, { onBadRow: (problem) => problems.push(problem) })).users).toEqual([
      'a',
      'd',
    ])
    expect(problems.map(({ details }) => details['row'])).toEqual([1, 2, 3])
  })

  it('stops where its signal says so', async () => {
    const path = await file('long.csv', `user,item\n${'a,x\n'.repeat(1e6)}`)
    const controller = new AbortController()
    const reading = readInteractions(path, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    expect(await failureOf(reading)).toMatchObject({ code: 'aborted' })
  })
})

function pieces(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text)
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    ),
  )
}

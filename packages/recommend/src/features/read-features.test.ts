import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { GraftError } from '@graftjs/base'
import { tableFromArrays, tableToIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentKnn } from '../algorithms/content-knn'
import { interactions } from '../interactions'
import { readFeatures } from '.'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-features-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const features = { brand: 'categorical', price: 'numeric', tags: 'words', text: 'vector' } as const
const expected = new Map([
  ['007', { brand: 'acme, inc', price: 2.5, tags: ['new', 'red'], text: Float32Array.of(0.5, -1) }],
  ['7', { tags: [] }],
])
const rows = [
  { id: '007', brand: 'acme, inc', price: 2.5, tags: ['new', 'red'], text: [0.5, -1] },
  { id: '7', brand: null, price: null, tags: null, text: null },
]

describe('readFeatures', () => {
  it.each<readonly [string, string | Uint8Array]>([
    ['items.csv', 'id,brand,price,tags,text\n007,"acme, inc",2.5,new red,0.5 -1\n7,,,,\n'],
    ['items.csv.gz', gzipSync('\uFEFFid,brand,price,tags,text\n007,"acme, inc",2.5,new red,0.5 -1\n7,,,,\n')],
    ['items.tsv', 'text\ttags\tprice\tbrand\tid\r\n0.5 -1\tnew red\t2.5\tacme, inc\t007\r\n\t\t\t\t7'],
    ['items.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
  ])('reads %s', async (name, content) => {
    expect(await readFeatures(await file(name, content), { features })).toEqual(expected)
  })

  it('reads all that an atomic file of RecBole has, by the types of its header', async () => {
    const content =
      'item_id:token\tbrand:token\tprice:float\ttags:token_seq\ttext:float_seq\n007\tacme, inc\t2.5\tnew red\t0.5 -1\n7\t\t\t\t\n'
    expect(await readFeatures(await file('shop.item', content))).toEqual(expected)
    const users = await file('shop.user', 'user_id:token\tage:float\n12\t30\n')
    expect(await readFeatures(users, { ids: 'number' })).toEqual(new Map([[12, { age: 30 }]]))
    expect(await readFeatures(users, { features: { age: 'categorical' } })).toEqual(
      new Map([['12', { age: '30' }]]),
    )
  })

  it('reads Arrow, Parquet and streams', async () => {
    const table = tableFromArrays({
      id: rows.map(({ id }) => id),
      brand: rows.map(({ brand }) => brand),
      price: rows.map(({ price }) => price),
    })
    const path = await file('items.arrow', tableToIPC(table, 'file'))
    expect(await readFeatures(path, { features: { brand: 'categorical', price: 'numeric' } })).toEqual(
      new Map([
        ['007', { brand: 'acme, inc', price: 2.5 }],
        ['7', {}],
      ]),
    )
    const parquet = fileURLToPath(new URL('../interactions/files/fixtures/events.parquet', import.meta.url))
    const bad: GraftError[] = []
    const onBadRow = (problem: GraftError) => bad.push(problem)
    const options = {
      id: 'sku',
      ids: 'number',
      features: { amount: 'numeric', note: 'words' },
      onBadRow,
    } as const
    expect(await readFeatures(parquet, options)).toEqual(
      new Map([
        [7, { amount: 1, note: ['not'] }],
        [8, { amount: 2, note: ['read'] }],
        [9, { amount: 4, note: ['all'] }],
      ]),
    )
    expect(bad.map(({ message }) => message)).toEqual([
      expect.stringMatching(/sku 7 stands in two rows.*row 2/),
    ])
    const stream = Readable.from([Buffer.from('id|colour\na|r'), Buffer.from('ed\n')])
    expect(await readFeatures(stream, { format: 'csv', separator: '|', features: ['colour'] })).toEqual(
      new Map([['a', { colour: 'red' }]]),
    )
  })

  it('gives what fits take', async () => {
    const path = await file('kinds.csv', 'sku,kind\ntea,drink\ncoffee,drink\nsofa,chair\n')
    const log = interactions([
      { user: 'ann', item: 'tea' },
      { user: 'bob', item: 'sofa' },
    ])
    const model = await contentKnn().fit(log, {
      itemFeatures: await readFeatures(path, { id: 'sku', features: ['kind'] }),
    })
    expect(model.recommend({ user: 'ann' }, { n: 1 }).items[0]!.item).toBe('coffee')
  })

  it('leaves bad rows out where that is asked for', async () => {
    const bad: (number | undefined)[] = []
    const onBadRow = ({ details }: GraftError) => bad.push(Number(details['row']))
    const csv = await file('bad.csv', 'id,price\na,1\nb\nc,NaN\n,4\na,5\nd,6\n')
    const options = { features: { price: 'numeric' }, onBadRow } as const
    expect([...(await readFeatures(csv, options)).keys()]).toEqual(['a', 'd'])
    const lines = await file('bad.jsonl', '{"id":"a","price":1}\nno\nnull\n{"id":"d","price":6}')
    expect([...(await readFeatures(lines, options)).keys()]).toEqual(['a', 'd'])
    expect(bad).toEqual([1, 2, 3, 4, 1, 2])
  })

  it.each<readonly [string, string, string, object, RegExp]>([
    ['an id twice', 'x.csv', 'id,b\na,1\na,2\n', { features: ['b'] }, /id "a" stands in two rows.*row 1, id/],
    [
      'an amount that is none',
      'x.csv',
      'id,b\na,much\n',
      { features: { b: 'numeric' } },
      /b is "much".*row 0, b/,
    ],
    [
      'a gap in an embedding',
      'x.jsonl',
      '{"id":"a","b":[1,null]}',
      { features: { b: 'vector' } },
      /Number 1 of the b/,
    ],
    ['too few fields', 'x.csv', 'id,b\na\n', { features: ['b'] }, /Row 0 has 1 fields/],
    ['no id', 'x.csv', 'id,b\n,1\n', { features: ['b'] }, /id is "", which is no id/],
    ['a column that is not there', 'x.csv', 'id,b\na,1\n', { features: ['c'] }, /no column "c".*"id", "b"/],
    ['an id that is not there', 'x.csv', 'sku,b\na,1\n', { features: ['b'] }, /no column "id".*"sku"/],
    ['nothing that says what is read', 'x.csv', 'id,b\na,1\n', {}, /which columns are features.*"b"/],
    [
      'an odd kind',
      'x.csv',
      'id,b\na,1\n',
      { features: { b: 'text' } },
      /"b" holds is "text".*'words'|"words"/,
    ],
    ['an odd type', 'x.item', 'item_id:token\tb:int\na\t1\n', {}, /"b" is of the type "int".*token_seq/],
    ['what is not JSON', 'x.jsonl', '{', { features: ['b'] }, /Row 0 is not JSON/],
    ['an odd name', 'x.xyz', '', { features: ['b'] }, /format/],
  ])('refuses %s', async (_, name, content, options, message) => {
    await expect(readFeatures(await file(name, content), options)).rejects.toThrow(message)
  })
})

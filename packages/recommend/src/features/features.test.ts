import { describe, expect, it } from 'vitest'
import { IdTable } from '../interactions/id-table'
import { encodeFeatures } from './features'

const table = new IdTable<string | number>(['007', 7])

describe('encodeFeatures', () => {
  it('makes a column of each word and number, rows in the order of the ids, new ids last', () => {
    const { features, table: all } = encodeFeatures(
      new Map<string | number, object & Record<string, string | number | string[] | boolean>>([
        [8, { brand: 'acme', price: 2.5 }],
        ['007', { tags: ['new', 'red', 'new'], brand: 'acme', sale: true, gone: false }],
      ]),
      table,
      'itemFeatures',
    )
    expect(all.ids).toEqual(['007', 7, 8])
    expect(features.names).toEqual(['tags=new', 'tags=red', 'brand=acme', 'sale', 'price'])
    expect([...features.rows.offsets]).toEqual([0, 4, 4, 6])
    expect([...features.rows.indices]).toEqual([0, 1, 2, 3, 2, 4])
    expect([...features.rows.values]).toEqual([1, 1, 1, 1, 1, 2.5])
    expect(features.width).toBe(0)
  })

  it('keeps embeddings, alone or among other features, and zeros for those without', () => {
    const { features } = encodeFeatures<string | number>(
      [
        ['007', { brand: 'acme', text: Float32Array.of(1, 2), image: Float64Array.of(3) }],
        [8, { text: Float32Array.of(4, 5), image: Float64Array.of(6) }],
      ],
      table,
      'itemFeatures',
    )
    expect(features.width).toBe(3)
    expect([...features.vectors]).toEqual([1, 2, 3, 0, 0, 0, 4, 5, 6])
    const alone = encodeFeatures<string | number>([[7, Float32Array.of(9)]], table, 'itemFeatures')
    expect([...alone.features.vectors]).toEqual([0, 9])
  })

  it.each<[string, unknown, RegExp]>([
    ['no pairs', 5, /itemFeatures is 5/],
    [
      'an id twice',
      [
        [7, {}],
        [7, {}],
      ],
      /has 7 twice/,
    ],
    ['no id', [[Number.NaN, {}]], /NaN.*no id/],
    ['a number that is none', [[7, { price: Number.NaN }]], /price of 7 is NaN/],
    ['an object', [[7, { brand: {} }]], /brand of 7 is an object/],
    [
      'other lengths',
      [
        [7, Float32Array.of(1)],
        ['007', Float32Array.of(1, 2)],
      ],
      /embedding of 7 has 1 numbers/,
    ],
    ['an infinite embedding', [[7, Float32Array.of(Number.POSITIVE_INFINITY)]], /not finite/],
  ])('refuses %s', (_, source, message) => {
    expect(() => encodeFeatures(source as [], table, 'itemFeatures')).toThrow(message)
  })
})

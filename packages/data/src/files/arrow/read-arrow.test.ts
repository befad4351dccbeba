import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { asExpected, readFixture } from '../../testing/fixture'
import { sourceContract } from '../../testing/source-contract'
import type { ColumnValue } from '../columnar-rows'
import { decompressLz4Frame } from './lz4-frame'
import { readArrow } from './read-arrow'

const fixtures = new URL('../fixtures/', import.meta.url)
const fixture = (name: string) => new URL(name, fixtures)
const { types, lz4 } = readFixture<{ types: Record<string, unknown>[]; lz4: string }>(
  fixture('expected.json'),
)

sourceContract('an Arrow file', () => readArrow(fixture('lz4.arrow')))
sourceContract('an Arrow stream', () => readArrow(fixture('stream.arrows')))
sourceContract('an empty Arrow file', () => readArrow(fixture('empty.arrow')))

describe('readArrow', () => {
  it.each(['plain.arrow', 'lz4.arrow', 'zstd.arrow', 'stream.arrows', 'default.feather'])(
    'reads what pyarrow wrote: %s',
    async (name) => {
      const dataset = readArrow(fixture(name))
      expectTypeOf(dataset).toEqualTypeOf<Dataset<Record<string, ColumnValue>>>()
      expect((await dataset.toArray()).map(asExpected)).toEqual(types)
      expect(await dataset.count()).toBe(types.length)
    },
  )

  it('reads typed columns, and no others', async () => {
    const dataset = readArrow(fixture('plain.arrow'), {
      columns: { id: 'bigint', label: ['spam', 'ham'], ids: 'number[]?', day: 'date' },
    })
    expectTypeOf(dataset).toEqualTypeOf<
      Dataset<{ id: bigint; label: 'spam' | 'ham'; ids: number[] | null; day: Date }>
    >()
    expect(await dataset.take(2).toArray()).toEqual([
      { id: -5n, label: 'spam', ids: [], day: new Date('1969-12-25') },
      { id: 995n, label: 'ham', ids: [0], day: new Date('1970-01-31') },
    ])
    const columns = { small: 'number' } as const
    await expect(readArrow(fixture('plain.arrow'), { columns }).toArray()).rejects.toThrow(
      /plain\.arrow, row 3/,
    )
  })

  it('says what is wrong with a file', async () => {
    const bytes = readFileSync(fixture('plain.arrow'))
    const text = new TextEncoder().encode('a,b\n1,2\n'.repeat(9))
    for (const file of [bytes.subarray(0, 5), bytes.subarray(0, bytes.length - 1), text, new Uint8Array(0)]) {
      await expect(readArrow(file).toArray()).rejects.toMatchObject({ code: 'invalid-file' })
      await expect(readArrow(file).count()).rejects.toMatchObject({ code: 'invalid-file' })
    }
  })
})

describe('decompressLz4Frame', () => {
  const compressed = Uint8Array.from(Buffer.from(lz4, 'hex'))

  it('makes what pyarrow compressed, over blocks', () => {
    const wanted = Uint8Array.from({ length: 150_000 }, (_, i) => Math.floor((i * i) / 32) % 251)
    expect(Buffer.compare(decompressLz4Frame(compressed, wanted.length), wanted)).toBe(0)
  })

  it('refuses what is none, or does not become what it says', () => {
    expect(() => decompressLz4Frame(compressed, 149_999)).toThrow(/more than 149999/)
    expect(() => decompressLz4Frame(compressed, 150_001)).toThrow(/150000 bytes instead of 150001/)
    expect(() => decompressLz4Frame(compressed.subarray(0, 900), 150_000)).toThrow(/too early/)
    expect(() => decompressLz4Frame(new Uint8Array(20), 5)).toThrow(/no LZ4 frame/)
  })
})

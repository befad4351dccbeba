import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { asExpected, readFixture } from '../../testing/fixture'
import { sourceContract } from '../../testing/source-contract'
import type { ColumnValue } from '../columnar-rows'
import { readParquet } from './read-parquet'

const fixtures = new URL('../fixtures/', import.meta.url)
const fixture = (name: string) => new URL(`${name}.parquet`, fixtures)
const { types } = readFixture<{ types: Record<string, unknown>[] }>(new URL('expected.json', fixtures))

const names = ['none', 'snappy', 'gzip', 'brotli', 'lz4', 'zstd', 'delta-1', 'delta-2']

sourceContract('a Parquet file', () => readParquet(fixture('zstd')))
sourceContract('an empty Parquet file', () => readParquet(fixture('empty')))

describe('readParquet', () => {
  it.each(names)('reads what pyarrow wrote: %s', async (name) => {
    const dataset = readParquet(fixture(name))
    expectTypeOf(dataset).toEqualTypeOf<Dataset<Record<string, ColumnValue>>>()
    expect((await dataset.toArray()).map(asExpected)).toEqual(types)
    expect(await dataset.count()).toBe(types.length)
  })

  it('reads typed columns, and no others', async () => {
    const dataset = readParquet(fixture('snappy'), {
      columns: {
        label: ['spam', 'ham'],
        id: 'bigint',
        text: 'string?',
        ids: 'number[]?',
        moment: 'date?',
        raw: 'string?',
      },
      badRows: () => undefined,
    })
    expectTypeOf(dataset).toEqualTypeOf<
      Dataset<{
        label: 'spam' | 'ham'
        id: bigint
        text: string | null
        ids: number[] | null
        moment: Date | null
        raw: string | null
      }>
    >()
    expect(await dataset.toArray()).toEqual([]) // no row's bytes are text
    const typed = readParquet(fixture('snappy'), { columns: { id: 'bigint', ids: 'number[]?' } })
    expect(await typed.take(4).toArray()).toEqual([
      { id: -5n, ids: [] },
      { id: 995n, ids: [0] },
      { id: 1995n, ids: [0, 1] },
      { id: 2995n, ids: null },
    ])
  })

  it('reads bytes and Blobs', async () => {
    const bytes = readFileSync(fixture('none'))
    expect(await readParquet(bytes).count()).toBe(types.length)
    expect(await readParquet(new Blob([bytes]), { columns: { id: 'integer' } }).first()).toEqual({ id: -5 })
    expect(() => readParquet(async function* () {})).toThrow(/read from its end/)
  })

  it('tells rows that are not of their types', async () => {
    const columns = { id: 'integer', small: 'number' } as const
    const bad: { row: number; column?: string }[] = []
    const dataset = readParquet(fixture('none'), {
      columns,
      badRows: ({ row, column }) => bad.push({ row, column: column! }),
    })
    expect(await dataset.count()).toBe(types.length)
    expect(await dataset.toArray()).toHaveLength(types.filter(({ small }) => small !== null).length)
    expect(bad.slice(0, 2)).toEqual([
      { row: 3, column: 'small' },
      { row: 8, column: 'small' },
    ])
    await expect(readParquet(fixture('none'), { columns }).toArray()).rejects.toThrow(
      /The column "small" is null; add \? to its type where it may be missing\. \(none\.parquet, row 3\)/,
    )
    await expect(readParquet(fixture('none'), { columns: { nil: 'number' } }).toArray()).rejects.toThrow(
      /no column "nil"; the file has "id", "small"/,
    )
  })

  it('says what is wrong with a file', async () => {
    await expect(readParquet('none.parquet').toArray()).rejects.toMatchObject({ code: 'file-access' })
    const bytes = readFileSync(fixture('none'))
    for (const file of [
      bytes.subarray(0, 5),
      bytes.subarray(0, bytes.length - 1),
      new TextEncoder().encode('a,b\n1,2\n'.repeat(9)),
    ]) {
      await expect(readParquet(file).toArray()).rejects.toMatchObject({ code: 'invalid-file' })
      await expect(readParquet(file).count()).rejects.toMatchObject({ code: 'invalid-file' })
    }
  })
})

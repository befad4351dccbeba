import { describe, expect, it } from 'vitest'
import { readFixture } from '../testing/fixture'
import { Dataset } from './dataset'

const { duplicates } = readFixture<{
  duplicates: {
    by: ('a' | 'b')[] | null
    keep: 'first' | 'last' | 'none'
    rows: [number, string][]
    kept: number[]
  }[]
}>(new URL('../prepare/fixtures/prepare.json', import.meta.url))

describe('withoutDuplicates', () => {
  it.each(duplicates)("by $by keeping $keep is pandas' drop_duplicates", async ({ by, keep, rows, kept }) => {
    const all = rows.map(([a, b], at) => ({ a, b, at }))
    const options = { by: by ?? (({ a, b }: { a: number; b: string }) => ({ a, b })), keep }
    for (const dataset of [Dataset.from(all), Dataset.from(() => all.values())]) {
      const found = await (await dataset.withoutDuplicates(options)).toArray()
      expect(found.map(({ at }) => at)).toEqual(kept)
    }
  })

  it('tells values of different types, and parts that only look alike joined', async () => {
    const long = 'long '.repeat(20)
    const different: unknown[] = [1, '1', 1n, true, 'true', null, undefined, 'null', [1, '2'], ['1', 2], ['1,2'], [[1], '2'], { a: 1 }, { a: '1' }, { b: 1 }, new Date(1), long, `${long}!`] // biome-ignore format: a list
    expect(await (await Dataset.from(different).withoutDuplicates()).count()).toBe(different.length)
    const same = [
      { a: 1, b: [new Float32Array([1])] },
      { b: [[1]], a: 1 },
    ]
    expect(await (await Dataset.from<unknown>(same).withoutDuplicates()).count()).toBe(1)
  })

  it('refuses what it cannot compare', async () => {
    await expect(Dataset.from([new Map()]).withoutDuplicates()).rejects.toThrow(/by is an object/)
    await expect(Dataset.from([{ a: 1 }]).withoutDuplicates({ by: [] })).rejects.toThrow(
      /at least one column/,
    )
    await expect(Dataset.from([1]).withoutDuplicates({ keep: 'some' as never })).rejects.toThrow(
      /keep is "some"/,
    )
  })
})

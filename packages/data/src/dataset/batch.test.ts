import { describe, expect, expectTypeOf, it } from 'vitest'
import { Dataset } from './dataset'

const rows = Dataset.from([
  { id: 1, ids: [5], name: 'a' },
  { id: 2, ids: [6, 7, 8], name: 'b' },
  { id: 3, ids: [9, 10], name: 'c' },
])

describe('batch', () => {
  it('gives columns of records, and lists of plain values', async () => {
    const batches = rows.batch(2)
    expectTypeOf(await batches.first()).toEqualTypeOf<
      { id: number[]; ids: number[][]; name: string[] } | undefined
    >()
    expect(await batches.toArray()).toEqual([
      { id: [1, 2], ids: [[5], [6, 7, 8]], name: ['a', 'b'] },
      { id: [3], ids: [[9, 10]], name: ['c'] },
    ])
    const plain = Dataset.from(['a', 'b', 'c']).batch(2)
    expectTypeOf(plain).toEqualTypeOf<Dataset<string[]>>()
    expect(await plain.toArray()).toEqual([['a', 'b'], ['c']])
    expect(await rows.toColumns()).toEqual(await rows.batch(3).first())
    await expect(rows.filter(() => false).toColumns()).rejects.toThrow(
      /no rows\. \(3 rows in memory → filter\)/,
    )
  })

  it('drops a partial batch when told to', async () => {
    expect(await rows.batch(2, { partial: 'drop' }).count()).toBe(1)
    expect(await rows.batch(4, { partial: 'drop' }).toArray()).toEqual([])
  })

  it('pads to the longest, with a mask', async () => {
    const batches = rows.batch(3, { pad: { ids: { value: 0, mask: 'mask' } } })
    const batch = await batches.first()
    expectTypeOf(batch!.mask).toEqualTypeOf<number[][]>()
    expect(batch!.ids).toEqual([
      [5, 0, 0],
      [6, 7, 8],
      [9, 10, 0],
    ])
    expect(batch!.mask).toEqual([
      [1, 0, 0],
      [1, 1, 1],
      [1, 1, 0],
    ])
  })

  it.each([
    [{ ids: -1 }, [[5, -1, -1], [6, 7, 8], [9, 10, -1]]], // biome-ignore format: a table
    [{ ids: { value: 0, multipleOf: 4 } }, [[5, 0, 0, 0], [6, 7, 8, 0], [9, 10, 0, 0]]], // biome-ignore format: a table
    [{ ids: { value: 0, length: 4 } }, [[5, 0, 0, 0], [6, 7, 8, 0], [9, 10, 0, 0]]], // biome-ignore format: a table
    [{ ids: { value: 0, side: 'start' } }, [[0, 0, 5], [6, 7, 8], [0, 9, 10]]], // biome-ignore format: a table
    [{ ids: { value: 0, length: 2, longer: 'cut' } }, [[5, 0], [6, 7], [9, 10]]], // biome-ignore format: a table
  ] as const)('pads by the rule %j', async (pad, wanted) => {
    expect((await rows.batch(3, { pad }).first())!.ids).toEqual(wanted)
  })

  it('keeps typed arrays what they are', async () => {
    const typed = Dataset.from([{ x: new Float32Array([1]) }, { x: new Float32Array([2, 3]) }])
    const batch = await typed.batch(2, { pad: { x: 7 } }).first()
    expect(batch).toEqual({ x: [new Float32Array([1, 7]), new Float32Array([2, 3])] })
  })

  it('says which row and column is wrong', async () => {
    await expect(rows.batch(3, { pad: { ids: { value: 0, length: 2 } } }).toArray()).rejects.toThrow(
      "ids has 3 values and is to be padded to 2. (row 1, column ids) Raise pad.ids.length, leave it out, or pass longer: 'cut' to cut the ends off.",
    )
    const bad: [Dataset<unknown>, RegExp][] = [
      [Dataset.from<unknown>([{ a: 1 }, { b: 1 }]), /The row has no column "a"\. \(row 1\)/],
      [Dataset.from<unknown>([{ a: 1 }, { a: 1, b: 1 }]), /The row has a column "b".*\(row 1\)/],
      [Dataset.from<unknown>([{ a: 1 }, 7]), /The row is 7.*\(row 1\)/],
      [Dataset.from<unknown>([7, { a: 1 }]), /\(row 1\)/],
      [Dataset.from<unknown>([new Map()]), /\(row 0\)/],
    ]
    for (const [dataset, message] of bad) await expect(dataset.batch(2).toArray()).rejects.toThrow(message)
    const notThere = rows.batch(2, { pad: { none: 0 } as never })
    await expect(notThere.toArray()).rejects.toThrow(/There is no such column; there are "id", "ids", "name"/)
    await expect(rows.batch(2, { pad: { id: 0 } as never }).toArray()).rejects.toThrow(
      /id is 1, not a sequence/,
    )
    const taken = rows.batch(2, { pad: { ids: { value: 0, mask: 'name' } } })
    await expect(taken.toArray()).rejects.toThrow(/choose another/)
    expect(() => rows.batch(0)).toThrow(/size is 0/)
    expect(() => rows.batch(2, { partial: 'x' as never })).toThrow(/'keep', 'drop'/)
    expect(() => rows.batch(2, { pad: { ids: { value: 0, multipleOf: 0 } } })).toThrow(
      /pad\.ids\.multipleOf is 0/,
    )
  })
})

describe('batchByLength', () => {
  const lengths = [3, 9, 1, 2, 7, 3, 12, 1, 8, 2, 2, 3]
  const sequences = Dataset.from(
    lengths.map((length, at) => ({ at, ids: new Array<number>(length).fill(at) })),
  )
  const length = (row: { ids: number[] }) => row.ids.length

  it('puts rows of like length together and loses none', async () => {
    const batches = await sequences
      .batchByLength({ length, boundaries: [3, 8], size: 3, pad: { ids: -1 } })
      .toArray()
    expect(batches.map(({ ids }) => ids[0]!.length)).toEqual([3, 3, 3, 8, 12])
    expect(batches.flatMap(({ at }) => at).sort((a, b) => a - b)).toEqual(lengths.map((_, at) => at))
  })

  it('keeps batches alike in elements', async () => {
    const batches = sequences.batchByLength({
      length,
      boundaries: [3, 6, 12],
      size: 99,
      elements: 24,
      pad: { ids: 0 },
    })
    for await (const { ids } of batches) expect(ids.length * ids[0]!.length).toBeLessThanOrEqual(24)
  })

  it('refuses what it cannot place', async () => {
    const short = sequences.batchByLength({ length, boundaries: [3], size: 2, elements: 9 })
    await expect(short.toArray()).rejects.toThrow(
      /length of the row is 9, and the last boundary is 3\. \(row 1\)/,
    )
    const none = sequences.batchByLength({ length: () => Number.NaN, boundaries: [3], size: 2 })
    await expect(none.toArray()).rejects.toThrow(/length of the row is NaN/)
    expect(() => sequences.batchByLength({ length, boundaries: [3, 3], size: 2 })).toThrow(/ascending/)
    expect(() => sequences.batchByLength({ length, boundaries: [], size: 2 })).toThrow(/at least one/)
  })
})

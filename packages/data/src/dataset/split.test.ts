import { holdOut, kFold } from '@graftjs/metrics'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { Dataset } from './dataset'

const labels = ['spam', 'ham', 'news'] as const
const rows = Array.from({ length: 60 }, (_, at) => ({ at, label: labels[at % 3]!, author: `a${at % 11}` }))
const memory = Dataset.from(rows)
const stream = Dataset.from(() => rows.values())

const positions = async (dataset: Dataset<{ at: number }>) => (await dataset.toArray()).map(({ at }) => at)

describe.each([
  ['rows in memory', memory],
  ['a stream', stream],
])('split of %s', (_, dataset) => {
  it('is the hold-out of metrics, its one home', async () => {
    for (const [options, wanted] of [
      [{ test: 0.25, seed: 3 }, holdOut(60, { test: 0.25, seed: 3 })],
      [{ test: 12, stratify: 'label' }, holdOut(60, { test: 12, stratify: rows.map(({ label }) => label) })],
      [{ test: 0.3, groups: 'author' }, holdOut(60, { test: 0.3, groups: rows.map(({ author }) => author) })],
    ] as const) {
      const { train, test } = await dataset.split(options)
      expectTypeOf(train).toEqualTypeOf(dataset)
      expect(await positions(train)).toEqual([...wanted.train])
      expect(await positions(test)).toEqual([...wanted.test])
    }
  })

  it('keeps groups together, by a function of the row', async () => {
    const { train, test } = await dataset.split({ test: 0.3, groups: ({ author }) => author })
    const seen = new Set((await train.toArray()).map(({ author }) => author))
    expect((await test.toArray()).filter(({ author }) => seen.has(author))).toEqual([])
  })

  it('cuts folds as metrics does', async () => {
    const wanted = kFold(60, { folds: 4, stratify: rows.map(({ label }) => label), seed: 2 })
    const folds = await dataset.folds({ folds: 4, stratify: 'label', seed: 2 })
    for (const [at, { train, test }] of folds.entries()) {
      expect(await positions(train)).toEqual([...wanted[at]!.train])
      expect(await positions(test)).toEqual([...wanted[at]!.test])
    }
  })
})

it('split names the row whose key is none', async () => {
  const holes = Dataset.from([{ label: 'a' }, { label: null }, { label: 'b' }])
  await expect(holes.split({ test: 1, stratify: 'label' })).rejects.toThrow(
    /The column "label" gives null\. \(stratify, row 1\)/,
  )
  await expect(memory.split({ test: 2 })).resolves.toBeDefined()
  await expect(memory.split({ test: 0 })).rejects.toMatchObject({ code: 'invalid-option' })
})

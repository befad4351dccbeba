import { describe, expect, expectTypeOf, it } from 'vitest'
import type { RowSource, TextExample } from '../classifier/contract'
import { prepareRows } from './prepare'

const mails = (count: number, spamEvery = 2) =>
  Array.from({ length: count }, (_, i) => ({
    text: `mail number ${i}`,
    label: i % spamEvery === 0 ? ('spam' as const) : ('ham' as const),
  }))

/** What a JavaScript caller could pass, or a JSON file hold. */
const unchecked = (rows: string): TextExample[] => JSON.parse(rows)

describe('prepareRows', () => {
  it('reads arrays, iterables, async iterables and functions that make one, to the same rows', async () => {
    const rows = mails(10)
    async function* stream() {
      yield* rows
    }
    const sources: RowSource<(typeof rows)[number]>[] = [
      rows,
      new Set(rows),
      stream(),
      stream,
      () => rows,
      async () => stream(),
    ]
    for (const train of sources) {
      const prepared = await prepareRows({ train, seed: 1 })
      expect(prepared.train).toEqual(rows)
      expect(prepared.labels).toEqual(['ham', 'spam'])
      expectTypeOf(prepared.labels).toEqualTypeOf<readonly ('ham' | 'spam')[]>()
    }
  })

  it.each([
    ['no rows', '[]', 'train has no rows'],
    ['no row', '[{"text":"a","label":"x"},null]', 'train, row 1'],
    [
      'a text that is none',
      '[{"text":"a","label":"x"},{"text":7,"label":"y"}]',
      'the number 7, not a string. (train, row 1)',
    ],
    ['a missing text', '[{"label":"x"}]', 'The text is undefined'],
    ['a missing label', '[{"text":"a","label":"x"},{"text":"b"}]', 'The label is missing. (train, row 1)'],
    ['an empty label', '[{"text":"a","label":" "}]', 'The label is empty. (train, row 0)'],
    ['mixed label types', '[{"text":"a","label":"1"},{"text":"b","label":1}]', 'The label is the number 1'],
    ['one class', '[{"text":"a","label":"x"},{"text":"b","label":"x"}]', 'Every row has the label "x"'],
    ['an object', '{"text":"a"}', 'train must be rows'],
  ])('refuses %s, naming it', async (_, rows, message) => {
    await expect(prepareRows({ train: unchecked(rows), seed: 1 })).rejects.toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining(message),
    })
  })

  it('names a validation row whose label is not in training', async () => {
    const validation: TextExample[] = [{ text: 'a', label: 'maybe' }]
    const failing = prepareRows<string>({ train: mails(10), validation, seed: 1 })
    await expect(failing).rejects.toMatchObject({ details: { option: 'validation', row: 0 } })
  })

  it('sets a share aside: in proportion, the same for the same seed, another for another', async () => {
    const rows = mails(100, 4)
    const of = (seed: number) => prepareRows({ train: rows, validation: 0.2, seed })
    const { train, validation } = await of(1)
    expect(validation).toHaveLength(20)
    expect(validation.filter((row) => row.label === 'spam')).toHaveLength(5)
    expect([...train, ...validation].map((row) => row.text).sort()).toEqual(
      rows.map((row) => row.text).sort(),
    )
    expect((await of(1)).validation).toEqual(validation)
    expect((await of(2)).validation).not.toEqual(validation)
  })

  it('keeps rows of the same text on one side of a share', async () => {
    const rows = mails(60).flatMap((row) => [row, { ...row, text: ` ${row.text.toUpperCase()}\n` }])
    const { train, validation, warnings } = await prepareRows({ train: rows, validation: 0.25, seed: 3 })
    const texts = new Set(train.map((row) => row.text.trim().toLowerCase()))
    expect(validation.length).toBe(30)
    expect(validation.filter((row) => texts.has(row.text.trim().toLowerCase()))).toEqual([])
    expect(warnings.map((warning) => warning.kind)).toEqual(['duplicate-rows'])
  })

  it.each([0, 1, -0.1, 2, Number.NaN])('refuses the share %s', async (validation) => {
    await expect(prepareRows({ train: mails(10), validation, seed: 1 })).rejects.toMatchObject({
      code: 'invalid-option',
    })
  })

  it('refuses a share of rows that are too few', async () => {
    await expect(prepareRows({ train: mails(2), validation: 0.1, seed: 1 })).rejects.toMatchObject({
      code: 'invalid-data',
    })
  })

  it('warns of duplicates across the split, contradictions, empty texts and imbalance, with counts', async () => {
    const train = [
      ...mails(40, 10),
      { text: 'Mail  number 1', label: 'spam' as const },
      { text: '', label: 'ham' as const },
    ]
    const validation = [
      { text: 'MAIL number 1', label: 'ham' as const },
      { text: 'mail number 2 ', label: 'ham' as const },
      { text: 'a new one', label: 'ham' as const },
    ]
    const { warnings } = await prepareRows({ train, validation, seed: 1 })
    expect(warnings.map(({ kind, count }) => [kind, count])).toEqual([
      ['duplicates-across-split', 2],
      ['contradicting-labels', 1],
      ['empty-texts', 1],
      ['imbalance', 37 / 5],
    ])
  })

  it('stops when its signal has fired', async () => {
    const stopping = prepareRows({ train: mails(10), seed: 1, signal: AbortSignal.abort() })
    await expect(stopping).rejects.toMatchObject({ code: 'aborted' })
  })
})

import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { readFixture } from '../../testing/fixture'
import { Chance, inBlocks } from '../../testing/random-table'
import { sourceContract } from '../../testing/source-contract'
import type { BadLine } from '../bad-row'
import { type JsonValue, readJsonl } from './read-jsonl'

const bytes = (text: string) => new TextEncoder().encode(text)

sourceContract('a JSONL file', () => readJsonl(bytes('1\n\n{"a":2}\n"three"\r\n[4]')))

describe('readJsonl', () => {
  it('gives a value a line, wherever blocks end', async () => {
    const text = '\ufeff{"text":"é漢😀\\n"}\r\n\n  \n[1,2]\n"x"\nnull\n-1.5e3'
    const wanted = [{ text: 'é漢😀\n' }, [1, 2], 'x', null, -1500]
    const dataset = readJsonl(bytes(text))
    expectTypeOf(dataset).toEqualTypeOf<Dataset<JsonValue>>()
    expect(await dataset.toArray()).toEqual(wanted)
    for (let seed = 0; seed < 30; seed++) {
      expect(await readJsonl(inBlocks(bytes(text), new Chance(seed), 9)).toArray()).toEqual(wanted)
    }
    expect(await readJsonl(bytes('')).toArray()).toEqual([])
    expect(await readJsonl(bytes('1\r2\r')).toArray()).toEqual([1, 2])
  })

  it('reads what Python wrote', async () => {
    const { types } = readFixture<{ types: { id: number; text: string | null; ids: number[] | null }[] }>(
      new URL('../fixtures/expected.json', import.meta.url),
    )
    const found = await readJsonl(new URL('../fixtures/rows.jsonl', import.meta.url)).toArray()
    expect(found).toEqual(types.map(({ id, text, ids }) => ({ id, text, ids })))
  })

  it('gives typed rows of the columns that are named', async () => {
    const text =
      '{"text":"a","label":"spam","ids":[1,2],"id":9007199254740991,"when":"2024-05-31","no":1}\n{"text":"b","label":null,"ids":[],"id":3}\n'
    const dataset = readJsonl(bytes(text), {
      columns: {
        text: 'string',
        label: ['spam', 'ham', null],
        ids: 'number[]',
        id: 'integer',
        when: 'date?',
      },
    })
    expectTypeOf(dataset).toEqualTypeOf<
      Dataset<{ text: string; label: 'spam' | 'ham' | null; ids: number[]; id: number; when: Date | null }>
    >()
    expect(await dataset.toArray()).toEqual([
      { text: 'a', label: 'spam', ids: [1, 2], id: 9007199254740991, when: new Date('2024-05-31') },
      { text: 'b', label: null, ids: [], id: 3, when: null },
    ])
  })

  it('tells bad lines with their numbers', async () => {
    const file = new Uint8Array([
      ...bytes('{"n":1}\n{"n":"2"}\n{"n":}\n\n7\n{}\n{"n":null}\n{"n":'),
      0xff,
      ...bytes('}\n{"n":3}\n'),
    ])
    const bad: BadLine[] = []
    const rows = readJsonl(file, { columns: { n: 'number' }, badRows: (line) => bad.push(line) })
    expect(await rows.toArray()).toEqual([{ n: 1 }, { n: 3 }])
    expect(bad.map(({ line, column, reason }) => [line, column, reason.replace(/JSON: .*/, 'JSON')])).toEqual(
      [
        [2, 'n', 'The column "n" is "2", not a finite number.'],
        [3, undefined, 'The line is no JSON'],
        [5, undefined, 'The row is 7, not an object with columns.'],
        [6, 'n', 'The column "n" is not there; add ? to its type where it may be missing.'],
        [7, 'n', 'The column "n" is null; add ? to its type where it may be missing.'],
        [8, undefined, bad[5]!.reason],
      ],
    )
    expect(bad[5]!.reason).toMatch(/bytes that are no characters of utf-8/)
    await expect(readJsonl(file, { columns: { n: 'number' } }).toArray()).rejects.toMatchObject({
      code: 'invalid-data',
      message: /\(\d+ bytes in memory:2\)/,
      details: { line: 2, text: '{"n":"2"}' },
    })
  })

  it('parses rows by a function of the caller', async () => {
    const rows = readJsonl(bytes('1\n2\n'), { parse: (value) => Number(value) * 2 })
    expectTypeOf(rows).toEqualTypeOf<Dataset<number>>()
    expect(await rows.toArray()).toEqual([2, 4])
  })

  it('survives names that objects have already', async () => {
    const rows = readJsonl(bytes('{"__proto__":{"a":1},"toString":2}'), {
      columns: { a: 'number?', toString: 'number' },
    })
    expect(await rows.toArray()).toEqual([{ a: null, toString: 2 }])
    expect({}).not.toHaveProperty('a')
  })
})

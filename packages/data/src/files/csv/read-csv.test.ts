import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { Chance, inBlocks, randomTable, writeTable } from '../../testing/random-table'
import { sourceContract } from '../../testing/source-contract'
import type { BadLine } from '../bad-row'
import { readCsv, readTsv } from './read-csv'

const fixtures = new URL('../fixtures/', import.meta.url)
const expected: { csv: string[][] } = JSON.parse(readFileSync(new URL('expected.json', fixtures), 'utf8'))

const bytes = (text: string) => new TextEncoder().encode(text)
const rowsOf = (text: string, options = {}) => readCsv(bytes(text), options).toArray()

sourceContract('a CSV file', () => readCsv(bytes('a,b\n1,2\n"3\n",4\n\n5,6\n')))

describe('readCsv', () => {
  it('gives every cell as it stands, and guesses nothing', async () => {
    const text = 'id,zip,name\n007,01067,NA\n1e5,,"Ann ""A."" Lee, Dr."\n'
    const dataset = readCsv(bytes(text))
    expectTypeOf(dataset).toEqualTypeOf<Dataset<Record<string, string>>>()
    expect(await dataset.toArray()).toEqual([
      { id: '007', zip: '01067', name: 'NA' },
      { id: '1e5', zip: '', name: 'Ann "A." Lee, Dr.' },
    ])
  })

  it('gives typed rows of the columns that are named', async () => {
    const text =
      'text,label,size,seen,when,more\nhi,spam,1.5,yes,2024-02-29,x\n"",ham,,FALSE,2024-05-31T12:30:00+02:00,y\n'
    const dataset = readCsv(bytes(text), {
      columns: { label: ['spam', 'ham'], text: 'string', size: 'number?', seen: 'boolean', when: 'date' },
    })
    expectTypeOf(dataset).toEqualTypeOf<
      Dataset<{ label: 'spam' | 'ham'; text: string; size: number | null; seen: boolean; when: Date }>
    >()
    expect(await dataset.toArray()).toEqual([
      { label: 'spam', text: 'hi', size: 1.5, seen: true, when: new Date('2024-02-29') },
      { label: 'ham', text: '', size: null, seen: false, when: new Date('2024-05-31T10:30:00Z') },
    ])
  })

  it.each([
    ['CRLF', 'a,b\r\n1,2\r\n"3","4\r\n5"\r\n', [['1', '2'], ['3', '4\r\n5']]], // biome-ignore format: a table
    ['CR alone', 'a,b\r1,2\r"3","4"\r', [['1', '2'], ['3', '4']]], // biome-ignore format: a table
    ['mixed line ends', 'a,b\r\n1,2\n"3","4"\r\n5,6\n', [['1', '2'], ['3', '4'], ['5', '6']]], // biome-ignore format: a table
    ['a byte order mark', '\ufeffa,b\n1,2', [['1', '2']]],
    ['empty lines', '\n\na,b\n\n1,2\n\r\n\n3,4\n\n', [['1', '2'], ['3', '4']]], // biome-ignore format: a table
    ['quotes inside unquoted cells', 'a,b\n5\'10",x"y"z\n', [['5\'10"', 'x"y"z']]],
    ['spaces round cells', 'a,b\n 1 ," 2 " \n', [[' 1 ', ' 2 ']]],
    ['cells of nothing but separators', 'a,b\n",","\n"\n', [[',', '\n']]],
    ['a header alone', 'a,b\n', []],
    ['no last line end', 'a,b\n1,"2"', [['1', '2']]],
  ])('reads %s', async (_, text, wanted) => {
    expect((await rowsOf(text)).map((row) => Object.values(row))).toEqual(wanted)
  })

  it('reads what it is told to: delimiters, quotes, headers, missing cells, decimal commas', async () => {
    expect(await rowsOf("a;b\n'1;2';3\n", { delimiter: ';', quote: "'" })).toEqual([{ a: '1;2', b: '3' }])
    expect(await readTsv(bytes('a\tb\n"1\t2"\t3\n')).toArray()).toEqual([{ a: '1\t2', b: '3' }])
    expect(await readTsv(bytes('a\tb\n"1\t2"\n'), { quote: null }).toArray()).toEqual([{ a: '"1', b: '2"' }])
    expect(await rowsOf('1,2\n', { header: ['a', 'b'] })).toEqual([{ a: '1', b: '2' }])
    expect(await rowsOf('', { header: ['a', 'b'] })).toEqual([])
    const german = readCsv(bytes('x;y\n1,5;NA\n-2,25e3;7\n'), {
      delimiter: ';',
      decimal: ',',
      missing: ['', 'NA'],
      columns: { x: 'number', y: 'integer?' },
    })
    expect(await german.toArray()).toEqual([
      { x: 1.5, y: null },
      { x: -2250, y: 7 },
    ])
  })

  it('reads paths, URLs, Blobs, streams and gzip', async () => {
    const text = 'a,b\n1,2\n'
    const wanted = [{ a: '1', b: '2' }]
    expect(await readCsv(new Blob([text])).toArray()).toEqual(wanted)
    const zipped = gzipSync(text)
    expect(await readCsv(zipped).toArray()).toEqual(wanted)
    const pieces = inBlocks(zipped, new Chance(1), 5)
    expect(await readCsv(pieces).toArray()).toEqual(wanted)
    const damaged = readCsv(zipped.subarray(0, zipped.length - 9))
    await expect(damaged.toArray()).rejects.toMatchObject({
      code: 'invalid-file',
      message: /gzip data is damaged/,
    })
    const folder = await mkdtemp(join(tmpdir(), 'graft-csv-'))
    const path = join(folder, 'a.csv')
    await writeFile(path, text)
    expect(await readCsv(path).toArray()).toEqual(wanted)
    expect(await readCsv(pathToFileURL(path)).toArray()).toEqual(wanted)
    await rm(folder, { recursive: true })
    await expect(readCsv(tmpdir()).toArray()).rejects.toMatchObject({ code: 'file-access' })
    await expect(readCsv('none.csv').toArray()).rejects.toMatchObject({ code: 'file-access' })
    expect(() => readCsv(new URL('https://example.org/a.csv'))).toThrow(/Download it first/)
  })

  it('reads other encodings by name, and UTF-16 by its mark', async () => {
    const latin = new Uint8Array([...bytes('a,b\n'), 0xe9, 0x2c, 0x80, 0x0a])
    expect(await readCsv(latin, { encoding: 'windows-1252' }).toArray()).toEqual([{ a: 'é', b: '€' }])
    const text = 'a,b\né,漢😀\n'
    const little = new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')])
    const big = new Uint8Array([0xfe, 0xff, ...Buffer.from(text, 'utf16le').swap16()])
    for (const file of [little, big]) {
      expect(await readCsv(inBlocks(file, new Chance(2), 3)).toArray()).toEqual([{ a: 'é', b: '漢😀' }])
    }
    expect(() => readCsv(latin, { encoding: 'klingon' })).toThrow(/encoding is "klingon"/)
  })

  it.each([
    ['quoted.csv', ','],
    ['minimal.csv', ','],
    ['semicolon.csv', ';'],
  ])('reads %s as Python wrote it', async (name, delimiter) => {
    const found = await readCsv(new URL(name, fixtures), { delimiter }).toArray()
    expect(found.map((row) => Object.values(row))).toEqual(expected.csv)
    expect(Object.keys(found[0]!)).toEqual(['id', 'text', 'more', 'last'])
  })

  it('reads any table back, wherever blocks end', async () => {
    for (let seed = 0; seed < 150; seed++) {
      const chance = new Chance(seed)
      const table = randomTable(chance)
      const header = table[0]!.map((_, at) => `c${at}`)
      const lineEnd = chance.oneOf(['\n', '\r\n'])
      const file = bytes(writeTable([header, ...table], chance, lineEnd))
      const found = await readCsv(inBlocks(file, chance, chance.oneOf([1, 7, 1000]))).toArray()
      expect(
        found.map((row) => Object.values(row)),
        `seed ${seed}`,
      ).toEqual(table)
    }
  })

  it('has no room for a column called __proto__ or two of one name', async () => {
    await expect(rowsOf('a,__proto__\n1,2\n')).rejects.toThrow(/cannot be called "__proto__"/)
    await expect(rowsOf('a,a\n1,2\n')).rejects.toThrow(/names "a" twice/)
  })

  it('says what is wrong with a file or an option', async () => {
    await expect(rowsOf('')).rejects.toMatchObject({ code: 'invalid-file', message: /no header line/ })
    const columns = { text: 'string' } as const
    await expect(rowsOf('Text,b\n', { columns })).rejects.toThrow(
      /no column "text"; the header names "Text", "b".*Write "Text"/,
    )
    await expect(rowsOf('text;label\n', { columns })).rejects.toThrow(/Pass delimiter: ";"/)
    expect(() => readCsv('a', { columns: { a: 'float' as never } })).toThrow(/columns\.a is "float"/)
    expect(() => readCsv('a', { columns: {} })).toThrow(/at least one column/)
    expect(() => readCsv('a', { delimiter: '\n' })).toThrow(/delimiter/)
    expect(() => readCsv('a', { quote: ',' })).toThrow(/quote/)
    expect(() => readCsv(7 as never)).toThrow(/The file is 7/)
  })
})

describe('bad rows', () => {
  const collect = async (file: Uint8Array | string, options = {}) => {
    const bad: BadLine[] = []
    const source = typeof file === 'string' ? bytes(file) : file
    const rows = await readCsv(source, { ...options, badRows: (row) => bad.push(row) }).toArray()
    return { rows: rows.map((row) => Object.values(row).join('|')), bad }
  }

  it('stop the reading at file and line', async () => {
    const file = bytes('a,b\n1,2\n"3\n3",4\n5\n')
    await expect(readCsv(file).toArray()).rejects.toMatchObject({
      code: 'invalid-data',
      message: `The row has 1 cell for 2 columns. (${file.length} bytes in memory:5) Repair the line, or pass badRows: (bad) => … to hear of such lines and go on without them.`,
      details: { line: 5, text: '5' },
    })
  })

  it('are told one by one, ragged rows with their lines', async () => {
    const { rows, bad } = await collect('a,b\n1\n2,3\n4,5,6\n"7\n7",8\n9\n')
    expect(rows).toEqual(['2|3', '7\n7|8'])
    expect(bad.map(({ line, reason, text }) => [line, reason, text])).toEqual([
      [2, 'The row has 1 cell for 2 columns.', '1'],
      [4, 'The row has 3 cells for 2 columns.', '4,5,6'],
      [7, 'The row has 1 cell for 2 columns.', '9'],
    ])
  })

  it('are not those that are short where these are filled', async () => {
    const { rows, bad } = await collect('a,b\n1\n2,3,4\n', { short: 'fill' })
    expect(rows).toEqual(['1|'])
    expect(bad).toHaveLength(1)
  })

  it('name the column that is not of its type', async () => {
    const columns = { n: 'number', i: 'integer?', l: ['x', 'y'], d: 'date' } as const
    const { rows, bad } = await collect(
      'n,i,l,d\n1,2,x,2024-01-01\noops,2,x,2024-01-01\n,2,x,2024-01-01\n1,2.5,x,2024-01-01\n1,,z,2024-01-01\n1,,y,2023-02-29\n1e999,,x,2024-01-01\n0x10,,x,2024-01-01\n',
      { columns },
    )
    expect(rows).toHaveLength(1)
    expect(bad.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, 'n', 'The column "n" is "oops", not a finite number.'],
      [4, 'n', 'The column "n" is empty; add ? to its type where a value may be missing.'],
      [5, 'i', 'The column "i" is "2.5", not a whole number up to 2^53.'],
      [6, 'l', 'The column "l" is "z", not one of "x", "y".'],
      [
        7,
        'd',
        'The column "d" is "2023-02-29", not a date of ISO 8601, such as 2024-05-31 or 2024-05-31T12:30:00Z.',
      ],
      [8, 'n', 'The column "n" is "1e999", not a finite number.'],
      [9, 'n', 'The column "n" is "0x10", not a finite number.'],
    ])
  })

  it('with damaged quotes cost no other row', async () => {
    const { rows, bad } = await collect('a,b\n1,2\n"3"x,4\n5,6\n"7,8\n9,10\n"11",12\n13,"14\n')
    expect(rows).toEqual(['1|2', '5|6', '9|10', '11|12'])
    expect(bad.map(({ line, text }) => [line, text])).toEqual([
      [3, '"3"x,4'],
      [5, '"7,8'],
      [8, '13,"14'],
    ])
    expect(bad[0]!.reason).toMatch(/quotes inside it must be doubled/)
    expect(bad[2]!.reason).toMatch(/never closed/)
  })

  it('with bytes that are no characters are named, others are read', async () => {
    const file = new Uint8Array([
      ...bytes('a,b\n1,2\n'),
      0xe9,
      ...bytes(',3\n"4\n'),
      0xff,
      ...bytes('",5\n\ufffd,6\n'),
    ])
    const { rows, bad } = await collect(file)
    expect(rows).toEqual(['1|2', '\ufffd|6'])
    expect(bad.map(({ line }) => line)).toEqual([3, 4])
    expect(bad[0]!.reason).toMatch(/no characters of utf-8.*windows-1252/)
  })

  it('come from the function that parses rows, too', async () => {
    const parse = ({ a }: Record<string, string>) => {
      if (a === '2') throw new RangeError('no two')
      return Number(a)
    }
    const bad: BadLine[] = []
    const dataset = readCsv(bytes('a\n1\n2\n3\n'), { parse, badRows: (row) => bad.push(row) })
    expectTypeOf(dataset).toEqualTypeOf<Dataset<number>>()
    expect(await dataset.toArray()).toEqual([1, 3])
    expect(bad).toMatchObject([
      { line: 3, reason: 'The function given as parse failed: RangeError: no two.' },
    ])
  })

  it('are told with the right line wherever blocks end', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const chance = new Chance(seed)
      const lines = ['a,b']
      const wanted: number[] = []
      let line = 2
      for (let row = 0; row < 30; row++) {
        const [text, isBad] = chance.oneOf([
          ['1,2', false],
          ['"1\n\n",2', false],
          ['', false],
          ['1', true],
          ['1,2,3', true],
          ['"1"x,2', true],
        ] as const)
        lines.push(text)
        if (isBad) wanted.push(line)
        line += text.split('\n').length
      }
      const file = inBlocks(bytes(lines.join('\n')), chance, chance.oneOf([3, 50, 1000]))
      const found: number[] = []
      await readCsv(file, { badRows: (row) => found.push(row.line) }).count()
      expect(found, `seed ${seed}`).toEqual(wanted)
    }
  })

  it('take linear time, be there ever so many', async () => {
    const file = bytes(`a,b\n${'"x"y,1\n'.repeat(40_000)}`)
    let bad = 0
    const started = performance.now()
    await readCsv(file, { badRows: () => bad++ }).count()
    expect(bad).toBe(40_000)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

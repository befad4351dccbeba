import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GraftError } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { Tokenizer } from './tokenizer'

const weights = new URL('../../../../models/all-minilm-l6-v2/weights/', import.meta.url)
const read = (url: URL) => JSON.parse(readFileSync(url, 'utf8'))
const files = [
  read(new URL('tokenizer.json', weights)),
  read(new URL('tokenizer_config.json', weights)),
] as const
const tokenizer = new Tokenizer(...files, 'MiniLM')
const golden: {
  single: [text: string, ids: number[], decoded: string][]
  pairs: [text: string, pair: string, length: number | null, ids: number[], types: number[]][]
  truncated: [text: string, length: number, ids: number[]][]
  characters: [last: number, kind: string][]
  lowered: string[]
} = read(new URL('./fixtures/golden.json', import.meta.url))

describe('Tokenizer, against Python', () => {
  it.each(golden.single.map((row) => [row[0].slice(0, 30), ...row] as const))(
    'encodes and decodes %j',
    (_, text, ids, decoded) => {
      expect(tokenizer.encode(text).ids).toEqual(ids)
      expect(tokenizer.decode(ids)).toBe(decoded)
    },
  )

  it('encodes pairs and cuts the longer text first', () => {
    for (const [text, pair, length, ids, types] of golden.pairs) {
      const encoding = tokenizer.encode(text, pair, length === null ? {} : { maxLength: length })
      expect(encoding.ids).toEqual(ids)
      expect(encoding.tokenTypeIds).toEqual(types)
    }
  })

  it('never cuts a special token', () => {
    for (const [text, maxLength, ids] of golden.truncated) {
      expect(tokenizer.encode(text, undefined, { maxLength }).ids).toEqual(ids)
    }
    expect(() => tokenizer.encode('a', undefined, { maxLength: 1 })).toThrow(GraftError)
  })

  const library = tokenizer['library']
  const kindOf = (character: string) => {
    const normalized = library.normalizer?.normalize(`a${character}b`) ?? ''
    const words = library.pre_tokenizer?.pre_tokenize_text(normalized) ?? []
    if (words.length !== 2) return words[0] === 'ab' ? 'dropped' : words.length === 1 ? 'joined' : 'split'
    return 'space'
  }
  const pointsFrom = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, i) => start + i).filter(
      (point) => point < 0xd800 || point > 0xdfff,
    )

  it('splits at the same characters, but for some that a later Unicode classified', () => {
    const different: string[] = []
    let start = 0
    for (const [last, kind] of golden.characters) {
      for (const point of pointsFrom(start, last + 1)) {
        const character = String.fromCodePoint(point)
        if (kindOf(character) !== kind) different.push(character)
      }
      start = last + 1
    }
    expect(different.length).toBeLessThan(800)
    const everyday = (point: number) =>
      point < 0x600 ||
      (point >= 0x2000 && point < 0x2e40) ||
      (point >= 0x3000 && point < 0xa800) ||
      isLaterBlock(point)
    const isLaterBlock = (point: number) =>
      (point >= 0xac00 && point < 0x10000) || (point >= 0x1f000 && point < 0x30000)
    expect(different.filter((character) => everyday(character.codePointAt(0) ?? 0))).toEqual([])
  })

  it('lowers and decomposes everyday scripts the same', () => {
    const different = golden.lowered.flatMap((digest, block) => {
      const points = pointsFrom(block * 256, (block + 1) * 256)
      const text = points
        .map((point) => library.normalizer?.normalize(String.fromCodePoint(point)))
        .join('\n')
      const found = createHash('sha256').update(text).digest('hex').slice(0, 12)
      return found === digest ? [] : [block]
    })
    const everyday = (block: number) => block < 6 || (block > 0x1d && block < 0xa0) || block >= 0xac
    expect(different.filter(everyday)).toEqual([])
  })

  it('reads lone surrogates as nothing', () => {
    expect(tokenizer.encode('a\ud800b \udfff c').ids).toEqual(tokenizer.encode('ab  c').ids)
  })
})

describe('Tokenizer.encodeBatch', () => {
  it('pads to the longest row, a length or a multiple', () => {
    const texts = ['hello world', 'one two three four', '']
    const batch = tokenizer.encodeBatch(texts)
    expect(batch.shape).toEqual([3, 6])
    expect([...batch.inputIds.slice(0, 6)]).toEqual([101, 7592, 2088, 102, 0, 0])
    expect([...batch.attentionMask.slice(0, 6)]).toEqual([1, 1, 1, 1, 0, 0])
    expect([...batch.attentionMask.slice(12)]).toEqual([1, 1, 0, 0, 0, 0])
    expect(tokenizer.encodeBatch(texts, { padTo: 10 }).shape).toEqual([3, 10])
    expect(tokenizer.encodeBatch(texts, { padToMultipleOf: 8 }).shape).toEqual([3, 8])
    expect(tokenizer.encodeBatch([], { padTo: 4 }).shape).toEqual([0, 4])
  })

  it('marks the second text of a pair and counts what was cut', () => {
    const batch = tokenizer.encodeBatch([['one two', 'three four five'], 'six'], { maxLength: 6 })
    expect(batch.shape).toEqual([2, 6])
    expect([...batch.tokenTypeIds]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    expect(batch.truncated).toBe(1)
    expect(tokenizer.encodeBatch(['word '.repeat(1000)]).shape).toEqual([1, 512])
  })

  it('says which row or option is wrong', () => {
    const bad: [unknown, string][] = [
      [() => tokenizer.encodeBatch(JSON.parse('["a", 5]')), 'texts[1]'],
      [() => tokenizer.encodeBatch(JSON.parse('[["a", null]]')), 'texts[0]'],
      [() => tokenizer.encodeBatch(['a b c'], { padTo: 4, maxLength: 8 }), 'padTo'],
      [() => tokenizer.encodeBatch(['a'], { padToMultipleOf: 0 }), 'padToMultipleOf'],
      [() => tokenizer.encodeBatch(['a'], { maxLength: Number.NaN }), 'maxLength'],
      [() => tokenizer.decode([30522]), 'no id'],
      [() => new Tokenizer({}, {}, 'tokenizer.json'), 'tokenizer.json'],
    ]
    for (const [call, says] of bad) {
      expect(call).toThrow(says)
      expect(call).toThrow(GraftError)
    }
  })

  it('cuts long texts at spaces without changing their tokens', () => {
    const long = golden.single.map(([text]) => text).join(' ')
    const whole = tokenizer.encode(long).ids
    for (const maxLength of [16, 64, 200]) {
      const cut = tokenizer.encode(long, undefined, { maxLength }).ids
      expect(cut.slice(0, -1)).toEqual(whole.slice(0, maxLength - 1))
    }
  })

  it('takes a megabyte of text at once, and stops early where it may', () => {
    const text = 'The committee will meet on Tuesday, unless someone objects. '.repeat(17_000)
    const start = performance.now()
    tokenizer.encodeBatch([text], { maxLength: 128 })
    expect(performance.now() - start).toBeLessThan(250)
    expect(tokenizer.encode(text).ids.length).toBe(17_000 * 11 + 2)
  })

  it.each([
    'The committee will meet on Tuesday, unless someone objects. ',
    `${'qЖ'.repeat(50)} `,
    '今天下午',
    '[',
    'e\u0301',
    '👨‍👩‍👧‍👦',
    'Σ',
    '\n',
  ])('takes %j, repeated, in a time that grows with its length only', (unit) => {
    const timed = (size: number) => {
      const text = unit.repeat(Math.ceil(size / unit.length))
      const start = performance.now()
      tokenizer.encode(text)
      return performance.now() - start
    }
    timed(50_000)
    const [small, large] = [Math.min(timed(100_000), timed(100_000)), timed(400_000)]
    expect(large).toBeLessThan(12 * small + 100)
  })
})

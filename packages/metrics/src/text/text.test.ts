import { describe, expect, it } from 'vitest'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  type BleuOptions,
  type BleuTokenizer,
  bleu,
  type ChrfOptions,
  characterErrorRate,
  chrf,
  damerauLevenshtein,
  type EntityScore,
  entityScores,
  exactMatch,
  levenshtein,
  longestCommonSubsequence,
  perplexity,
  type RougeScore,
  rougeL,
  rougeLsum,
  rougeN,
  sentenceBleu,
  type TagScheme,
  tokenF1,
  wordErrorRate,
} from '.'
import { bleuTokenizers } from './bleu-tokenizers'
import { porterStem } from './porter-stem'

interface PythonBleuOptions {
  lowercase?: boolean
  smooth_method?: 'floor' | 'add-k' | 'none'
  smooth_value?: number
  max_ngram_order?: number
  effective_order?: boolean
}

const fixture = readFixture<{
  tokens: [BleuTokenizer, string[]][]
  texts: string[]
  predicted: string[]
  references: string[][]
  bleu: {
    tokenizer: BleuTokenizer
    options: PythonBleuOptions
    references: 'single' | 'several'
    score: number
    precisions: number[]
    bp: number
    lengths: [number, number]
    signature: string
  }[]
  sentences: number[]
  chrf: {
    options: {
      word_order?: number
      char_order?: number
      lowercase?: boolean
      whitespace?: boolean
      beta?: number
    }
    references: 'single' | 'several'
    score: number
    signature: string
  }[]
  rouge: {
    predicted: string
    reference: string
    scores: Record<string, [number, number, number]>
    stemmed: Record<string, [number, number, number]>
  }[]
  stems: Record<string, string>
  silence: [string[], number, number][]
  oddSpaces: { text: string; words: Record<BleuTokenizer, number>; wer: number; cer: number }[]
  multi: Record<string, [number, number, number]>
  errors: { predicted: string[]; references: string[]; wer: number; cer: number }
  distances: [string, string, number, number, number][]
  squad: { predicted: string[]; references: string[][]; exact: number[]; f1: number[] }
  entities: {
    scheme: TagScheme
    truth: string[]
    predicted: string[]
    averages: Record<'micro' | 'macro' | 'weighted', [number, number, number]>
    types: [number[], number[], number[], number[]]
  }[]
}>(new URL('fixtures/text.json', import.meta.url))

const single = fixture.references.map((own) => own[0]!)
const ofKind = (kind: 'single' | 'several') => (kind === 'single' ? single : fixture.references)

describe('what sacreBLEU says', () => {
  it('of words', () => {
    fixture.tokens.forEach(([tokenizer, wanted], at) => {
      const text = fixture.texts[Math.floor(at / 5)]!
      expect(bleuTokenizers[tokenizer](text), `${tokenizer} of ${text}`).toEqual(wanted)
    })
  })

  it.each(fixture.bleu)('of BLEU: $signature', (example) => {
    const { smooth_method, smooth_value, max_ngram_order, effective_order, lowercase } = example.options
    const options: BleuOptions = {
      tokenizer: example.tokenizer,
      ...(lowercase === undefined ? {} : { lowercase }),
      ...(smooth_method === undefined ? {} : { smoothing: smooth_method }),
      ...(smooth_value === undefined ? {} : { smoothingValue: smooth_value }),
      ...(max_ngram_order === undefined ? {} : { maximumOrder: max_ngram_order }),
      ...(effective_order === undefined ? {} : { effectiveOrder: effective_order }),
    }
    const found = bleu(fixture.predicted, ofKind(example.references), options)
    expect([found.predictedLength, found.referenceLength]).toEqual(example.lengths)
    expectAllClose(found.precisions, example.precisions, 'precisions')
    expectClose(found.brevityPenalty, example.bp, 'brevity penalty')
    expectClose(found.score, example.score, 'score')
    expect(found.signature).toBe(example.signature)
  })

  it('of sentences', () => {
    fixture.predicted.forEach((text, at) => {
      expectClose(sentenceBleu(text, fixture.references[at]!).score, fixture.sentences[at]!, text)
    })
  })

  it.each(fixture.chrf)('of chrF: $signature', ({ options, references, score, signature }) => {
    const { word_order, char_order, ...rest } = options
    const translated: ChrfOptions = {
      ...rest,
      ...(word_order === undefined ? {} : { wordOrder: word_order }),
      ...(char_order === undefined ? {} : { characterOrder: char_order }),
    }
    const found = chrf(fixture.predicted, ofKind(references), translated)
    expectClose(found.score, score, 'score')
    expect(found.signature).toBe(signature)
  })
})

describe('what rouge-score says', () => {
  const triple = ({ precision, recall, f1 }: RougeScore) => [precision, recall, f1]

  it.each(fixture.rouge)('of $predicted', ({ predicted, reference, scores, stemmed }) => {
    for (const n of [1, 2, 3])
      expectAllClose(triple(rougeN([predicted], [reference], { n })), scores[`rouge${n}`]!, `rouge${n}`)
    expectAllClose(triple(rougeL([predicted], [reference])), scores['rougeL']!, 'rougeL')
    expectAllClose(triple(rougeLsum([predicted], [reference])), scores['rougeLsum']!, 'rougeLsum')
    const options = { stemming: true }
    for (const [name, wanted] of Object.entries(stemmed)) {
      const n = Number(name.slice(5))
      const measure = { rougeL, rougeLsum }[name]
      const found =
        measure?.([predicted], [reference], options) ?? rougeN([predicted], [reference], { n, ...options })
      expectAllClose(triple(found), wanted, `${name}, stemmed`)
    }
  })

  it.each(Object.entries(fixture.stems))('of the stem of %s', (word, stem) => {
    expect(porterStem(word)).toBe(stem)
  })

  it('of several references, and the mean of texts', () => {
    const { predicted, reference } = fixture.rouge[0]!
    const references = [reference, 'the happy cat sat']
    expectAllClose(triple(rougeN([predicted], [references])), fixture.multi['rouge1']!, 'rouge1')
    expectAllClose(triple(rougeL([predicted], [references])), fixture.multi['rougeL']!, 'rougeL')
    const all = rougeN(
      fixture.rouge.map((example) => example.predicted),
      fixture.rouge.map((example) => example.reference),
    )
    const mean = fixture.rouge.reduce((sum, { scores }) => sum + scores['rouge1']![2]!, 0)
    expectClose(all.f1, mean / fixture.rouge.length, 'mean')
    expect(all.perText).toHaveLength(fixture.rouge.length)
  })
})

describe('what jiwer and RapidFuzz say', () => {
  it('of error rates', () => {
    const { predicted, references, wer, cer } = fixture.errors
    const found = wordErrorRate(predicted, references)
    expectClose(found.rate, wer, 'WER')
    expect(found.rate).toBe(found.errors / found.referenceLength)
    expectClose(characterErrorRate(predicted, references).rate, cer, 'CER')
    expect(wordErrorRate(['a b'], [['x y z', 'a c']])).toEqual({ rate: 0.5, errors: 1, referenceLength: 2 })
  })

  it.each(fixture.silence)('of silence heard as %j', (predicted, wer, cer) => {
    const silence = predicted.map(() => '')
    expect(wordErrorRate(predicted, silence).rate).toBe(wer)
    expect(characterErrorRate(predicted, silence).rate).toBe(cer)
  })

  it.each(fixture.oddSpaces)('and sacreBLEU of the spaces in $text', ({ text, words, wer, cer }) => {
    for (const tokenizer of ['13a', 'intl', 'zh', 'char', 'none'] as const)
      expect([tokenizer, bleu([text], [text], { tokenizer }).predictedLength]).toEqual([
        tokenizer,
        words[tokenizer],
      ])
    expectClose(wordErrorRate([text], ['two parts']).rate, wer, 'WER')
    expectClose(characterErrorRate([text], ['two parts']).rate, cer, 'CER')
  })

  it('of edit distances, across blocks of 32', () => {
    for (const [first, second, edits, withSwaps, common] of fixture.distances) {
      expect(levenshtein(first, second), `${first} ${second}`).toBe(edits)
      expect(levenshtein(second, first)).toBe(edits)
      expect(damerauLevenshtein(first, second)).toBe(withSwaps)
      expect(longestCommonSubsequence(first, second)).toBe(common)
    }
    expect(levenshtein(['a', 'quick', 'fox'], ['a', 'fox'])).toBe(1)
  })
})

it("what SQuAD's script says", () => {
  const { predicted, references, exact, f1 } = fixture.squad
  expectAllClose(exactMatch(predicted, references).perAnswer, exact, 'exact')
  expectAllClose(tokenF1(predicted, references).perAnswer, f1, 'F1')
  expectClose(tokenF1(predicted, references).mean, f1.reduce((a, b) => a + b, 0) / f1.length, 'mean')
})

describe.each(fixture.entities)('what seqeval says of $scheme', ({ scheme, truth, predicted, ...wanted }) => {
  it('entities', () => {
    const tags = (sentences: string[]) => sentences.map((sentence) => sentence.split(' '))
    const found = entityScores(tags(truth), tags(predicted), { scheme })
    const triple = ({ precision, recall, f1 }: EntityScore) => [precision, recall, f1]
    for (const average of ['micro', 'macro', 'weighted'] as const)
      expectAllClose(triple(found[average]), wanted.averages[average], average)
    found.types.forEach((own, at) => {
      const [precision, recall, f1, support] = wanted.types.map((column) => column[at]!)
      expectAllClose([...triple(own), own.support], [precision!, recall!, f1!, support!], own.type)
    })
    expect(found.types).toHaveLength(wanted.types[0].length)
  })
})

it('perplexity of equally likely tokens is their number', () => {
  expectClose(perplexity(Array(7).fill(Math.log(1 / 32))), 32, 'perplexity')
  expect(perplexity([0, 0])).toBe(1)
  expect(() => perplexity([0.1])).toThrow(/logProbabilities\[0\] is 0.1/)
})

describe('what is refused', () => {
  const untyped: { texts: string[]; tokenizer: '13a'; smoothing: 'exp' } = JSON.parse(
    '{"texts":["a",5],"tokenizer":"ja-mecab","smoothing":"some"}',
  )
  it.each<[string, () => unknown, RegExp]>([
    ['no text', () => bleu([], []), /predicted is empty/],
    ['fewer references', () => bleu(['a', 'b'], ['a']), /predicted has 2 texts and references has 1/],
    ['no reference', () => chrf(['a'], [[]]), /references\[0\] is empty/],
    ['what is no text', () => rougeL(untyped.texts, ['a', 'b']), /predicted\[1\] is 5, not a text/],
    ['a missing reference', () => rougeL(['a', 'b'], untyped.texts), /references\[1\] is 5/],
    ['another tokenizer', () => bleu(['a'], ['a'], untyped), /tokenizer is "ja-mecab"/],
    ['another smoothing', () => bleu(['a'], ['a'], { smoothing: untyped.smoothing }), /smoothing is "some"/],
    ['runs of 0 words', () => rougeN(['a'], ['a'], { n: 0 }), /n is 0/],
    ['an odd tag', () => entityScores([['B-PER', 'X-PER']], [['O', 'O']]), /truth\[0\]\[1\] is "X-PER"/],
    [
      'a tag of another scheme',
      () => entityScores([['S-PER']], [['O']], { scheme: 'iob2' }),
      /no tag of the scheme iob2/,
    ],
    [
      'unequal sentences',
      () => entityScores([['O']], [['O', 'O']]),
      /truth\[0\] has 1 tags and predicted\[0\] has 2/,
    ],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })
})

import { RandomKey } from '@graftjs/base'
import { compile, type Engine, inference, initialize } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Batch, batchOf } from './batch'
import { SyllableCounter } from './network'
import { countByRule } from './rule'
import { countSyllables, train } from './train'
import { readWords, splitWords, type Word } from './words'

const words = await readWords()

describe('the words', () => {
  it('are many, in small letters, with the syllables of their first pronunciation', () => {
    expect(words.length).toBeGreaterThan(100_000)
    const counts = new Map(words.map(({ spelling, syllables }) => [spelling, syllables]))
    expect(['cat', 'water', 'banana', 'elevator', 'university'].map((word) => counts.get(word))).toEqual([
      1, 2, 3, 4, 5,
    ])
  })

  it('are drawn once each', () => {
    const { learnt, held } = splitWords(words, { learn: 500, judge: 300 }, RandomKey.from(4))
    expect(new Set([...learnt, ...held]).size).toBe(800)
  })
})

describe('countByRule', () => {
  it.each([
    ['cat', 1],
    ['cake', 1],
    ['table', 2],
    ['banana', 3],
    ['the', 1],
    ['hmm', 1],
  ])('%s has %i', (spelling, syllables) => {
    expect(countByRule(spelling)).toBe(syllables)
  })
})

describe('the LSTM', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it('gives a word the same scores beside a longer one, whose padding it must not see', async () => {
    const network = initialize(new SyllableCounter(), RandomKey.from(1))
    const scores = compile((batch: Batch) => network.forward(batch, inference()), { engine })
    const [short, long]: Word[] = [
      { spelling: 'tea', syllables: 1 },
      { spelling: 'extraordinarily', syllables: 6 },
    ]
    const alone = await (await scores(batchOf([short!]))).data()
    const beside = await (await scores(batchOf([short!, long!]))).data()
    for (const [index, score] of alone.entries()) expect(beside[index]).toBeCloseTo(Number(score), 5)
    expect(beside[6]).not.toBeCloseTo(Number(beside[0]), 5)
  })

  it('learns more from a thousand words than which number is the most common', async () => {
    const { learnt, held } = splitWords(words, { learn: 1500, judge: 500 }, RandomKey.from(2))
    const network = await train(learnt, { engine, epochs: 5 })
    const counted = await countSyllables(network, held, engine)
    const share = (counts: (row: number) => number) =>
      held.filter(({ syllables }, row) => counts(row) === syllables).length / held.length
    const common = Math.max(...[1, 2, 3, 4].map((number) => share(() => number)))
    expect(share((row) => counted[row]!)).toBeGreaterThan(common + 0.15)
  })
})

import {
  bleu,
  characterErrorRate,
  chrf,
  damerauLevenshtein,
  entityScores,
  exactMatch,
  levenshtein,
  longestCommonSubsequence,
  type RougeScore,
  rougeL,
  rougeLsum,
  rougeN,
  sentenceBleu,
  tokenF1,
  wordErrorRate,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import { randomTags, tagSchemes } from './random-tags'
import { randomText, varied } from './random-text'

const sacrebleu = 'sacreBLEU 2.6.0'
const rouge = 'rouge-score 0.1.2'
const jiwer = 'jiwer 4.0.0'
const rapidfuzz = 'RapidFuzz 3.14.6'

/** Texts and variations of them, with as many references for each. */
function corpus(dice: Dice) {
  const count = dice.whole(1, 3)
  const sources = dice.list(dice.whole(1, 5), () => randomText(dice))
  return {
    predicted: sources.map((text) => varied(dice, text)),
    references: sources.map((text) => [text, ...dice.list(count - 1, () => varied(dice, text))]),
  }
}

/** One text and one reference. */
function pair(dice: Dice) {
  const reference = randomText(dice)
  return { predicted: varied(dice, reference), reference }
}

const triple = ({ precision, recall, f1 }: RougeScore) => [precision, recall, f1]

function sequences(dice: Dice) {
  const alphabet = dice.pick(['ab', 'abcdefgh', 'aé猫🐈'])
  const letters = Array.from(alphabet)
  const word = () =>
    dice.list(dice.pick([0, 3, 20, 31, 32, 33, 64, 65, 100]), () => dice.pick(letters)).join('')
  return { first: word(), second: word() }
}

export const text = {
  bleu: exact({
    peer: sacrebleu,
    make: (dice) => ({
      ...corpus(dice),
      tokenizer: dice.pick(['13a', 'intl', 'zh', 'char', 'none']),
      lowercase: dice.chance(0.3),
      smoothing: dice.pick(['exp', 'floor', 'add-k', 'none']),
      maximumOrder: dice.pick([4, 4, 1, 2]),
      effectiveOrder: dice.chance(0.3),
    }),
    ours({ predicted, references, ...options }) {
      const found = bleu(predicted, references, options)
      const lengths = [found.predictedLength, found.referenceLength]
      return [found.score, [...found.precisions], found.brevityPenalty, ...lengths]
    },
  }),
  sentenceBleu: exact({
    peer: sacrebleu,
    make: pair,
    ours: ({ predicted, reference }) => sentenceBleu(predicted, reference).score,
  }),
  chrf: exact({
    peer: sacrebleu,
    make: (dice) => ({
      ...corpus(dice),
      characterOrder: dice.pick([6, 6, 1, 3]),
      wordOrder: dice.pick([0, 2]),
      beta: dice.pick([2, 1, 3]),
      lowercase: dice.chance(0.3),
      whitespace: dice.chance(0.3),
    }),
    ours: ({ predicted, references, ...options }) => chrf(predicted, references, options).score,
  }),
  rouge: exact({
    peer: rouge,
    make: (dice) => ({ ...pair(dice), stemming: dice.chance(0.5) }),
    ours: ({ predicted, reference, stemming }) => [
      ...[1, 2, 3].map((n) => triple(rougeN([predicted], [reference], { n, stemming }))),
      triple(rougeL([predicted], [reference], { stemming })),
      triple(rougeLsum([predicted], [reference], { stemming })),
    ],
  }),
  wordErrorRate: exact({
    peer: jiwer,
    make: corpus,
    ours: ({ predicted, references }) => wordErrorRate(predicted, references.map(firstOf)).rate,
  }),
  characterErrorRate: exact({
    peer: jiwer,
    make: corpus,
    ours: ({ predicted, references }) => characterErrorRate(predicted, references.map(firstOf)).rate,
  }),
  levenshtein: exact({
    peer: rapidfuzz,
    make: sequences,
    ours: ({ first, second }) => levenshtein(first, second),
  }),
  damerauLevenshtein: exact({
    peer: rapidfuzz,
    make: sequences,
    ours: ({ first, second }) => damerauLevenshtein(first, second),
  }),
  longestCommonSubsequence: exact({
    peer: rapidfuzz,
    make: sequences,
    ours: ({ first, second }) => longestCommonSubsequence(first, second),
  }),
  answers: exact({
    peer: 'SQuAD evaluate-v2.0',
    make: corpus,
    ours: ({ predicted, references }) => [
      Array.from(exactMatch(predicted, references).perAnswer),
      Array.from(tokenF1(predicted, references).perAnswer),
    ],
  }),
  entityScores: exact({
    peer: 'seqeval 1.2.2',
    make(dice) {
      const scheme = dice.pick(tagSchemes)
      return { scheme, ...randomTags(dice, scheme) }
    },
    ours({ truth, predicted, scheme }) {
      const { micro, macro, weighted, types } = entityScores(truth, predicted, { scheme })
      return [micro, macro, weighted, ...types].map(triple)
    },
  }),
} satisfies Record<string, Exactness>

const firstOf = (references: readonly string[]) => references[0]!

import type * as text from '../../text'
import type { Example } from './kinds'

const phrases = ['the cat sat', 'on the mat']
const wanted = [['a cat sat', 'the cat'], ['on a mat']]
const ofTexts = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [phrases, wanted, options],
  kinds: { 0: ['predicted', 'texts'], 1: ['references', 'references'], ...more },
})
const sequences: Example = {
  args: ['kitten', 'sitting'],
  kinds: { 0: ['first', 'sequence'], 1: ['second', 'sequence'] },
}
const sentences = [
  ['B-PER', 'O'],
  ['O', 'B-LOC'],
]
export const textExamples: Record<keyof typeof text, Example> = {
  bleu: ofTexts(
    { tokenizer: '13a', smoothing: 'exp', maximumOrder: 4 },
    {
      '2.tokenizer': ['tokenizer', 'choice'],
      '2.smoothing': ['smoothing', 'choice'],
      '2.maximumOrder': ['maximumOrder', 'count'],
    },
  ),
  sentenceBleu: {
    args: ['the cat', ['a cat'], { tokenizer: '13a' }],
    kinds: { '2.tokenizer': ['tokenizer', 'choice'] },
  },
  chrf: ofTexts(
    { characterOrder: 6, beta: 2 },
    { '2.characterOrder': ['characterOrder', 'count'], '2.beta': ['beta', 'amount'] },
  ),
  rougeN: ofTexts({ n: 2 }, { '2.n': ['n', 'count'] }),
  rougeL: ofTexts(),
  rougeLsum: ofTexts(),
  exactMatch: ofTexts(),
  tokenF1: ofTexts(),
  wordErrorRate: ofTexts(),
  characterErrorRate: ofTexts(),
  levenshtein: sequences,
  damerauLevenshtein: sequences,
  longestCommonSubsequence: sequences,
  perplexity: { args: [[-1, -2, -0.5]], kinds: { 0: ['logProbabilities', 'series'] } },
  entityScores: {
    args: [sentences, sentences, { scheme: 'iob2' }],
    kinds: { 0: ['truth', 'tags'], 1: ['predicted', 'tags'], '2.scheme': ['scheme', 'choice'] },
  },
}

export { type AnswerScore, exactMatch, tokenF1 } from './answers'
export { type Bleu, type BleuOptions, bleu, sentenceBleu } from './bleu'
export type { BleuTokenizer } from './bleu-tokenizers'
export { type Chrf, type ChrfOptions, chrf } from './chrf'
export { damerauLevenshtein, levenshtein, longestCommonSubsequence, type Sequence } from './edit-distance'
export type { TagScheme } from './entities'
export { type EntityScore, type EntityScores, type EntityScoresOptions, entityScores } from './entity-scores'
export { characterErrorRate, type ErrorRate, wordErrorRate } from './error-rate'
export { perplexity } from './perplexity'
export {
  type Rouge,
  type RougeNOptions,
  type RougeOptions,
  type RougeScore,
  rougeL,
  rougeLsum,
  rougeN,
} from './rouge'
export type { References } from './texts'

export { type ExpectedReciprocalRankOptions, expectedReciprocalRank } from './expected-reciprocal-rank'
export { f1At } from './f1-at'
export { type GroupedAuc, type GroupedAucOptions, groupedAuc } from './grouped-auc'
export { hitRate } from './hit-rate'
export type { Item } from './item-codes'
export {
  type JudgedRankings,
  type JudgeOptions,
  judgeRankings,
  type RankingWarning,
} from './judged-rankings'
export { type MeanAveragePrecisionOptions, meanAveragePrecision } from './mean-average-precision'
export { dcg, type NdcgOptions, ndcg } from './ndcg'
export { precisionAt } from './precision-at'
export { rPrecision } from './r-precision'
export { type RankBiasedPrecisionOptions, rankBiasedPrecision } from './rank-biased-precision'
export { rankingAuc } from './ranking-auc'
export type { CutOff, RankingScore } from './ranking-score'
export { type RecallAtOptions, recallAt } from './recall-at'
export { reciprocalRank } from './reciprocal-rank'
export type { GradedItems, RelevantItems } from './relevant-items'
export { type SampleCandidatesInput, type SampledCandidates, sampleCandidates } from './sample-candidates'
export { type ScoredNdcgOptions, scoredDcg, scoredNdcg } from './scored-ndcg'

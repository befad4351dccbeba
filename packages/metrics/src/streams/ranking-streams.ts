import type { ScoreMatrix } from '../input/score-matrix'
import {
  type CutOff,
  dcg,
  type ExpectedReciprocalRankOptions,
  expectedReciprocalRank,
  f1At,
  hitRate,
  type JudgedRankings,
  type MeanAveragePrecisionOptions,
  meanAveragePrecision,
  type NdcgOptions,
  ndcg,
  precisionAt,
  type RankBiasedPrecisionOptions,
  type RankingScore,
  type RecallAtOptions,
  rankBiasedPrecision,
  rankingAuc,
  recallAt,
  reciprocalRank,
  rPrecision,
  type ScoredNdcgOptions,
  scoredDcg,
  scoredNdcg,
} from '../ranking'
import {
  meanOfRows,
  nameOf,
  type StreamedMeasure,
  type WeightedBatch,
  weighing,
  weightedMean,
} from './measure'

/** The judged lists of some users. */
export interface RankingBatch {
  /** From `judgeRankings`, once for all measures. */
  readonly rankings: JudgedRankings
}

/** Grades and scores of every item for some rows. */
export interface ScoredItemsBatch extends WeightedBatch {
  readonly grades: ScoreMatrix
  readonly scores: ScoreMatrix
}

type Streamed = StreamedMeasure<RankingBatch, number>

/** Measures of ranked lists, for `accumulate`: the mean over all users of the measure of each name. */
export const rankingStreams = {
  precisionAt: (options: CutOff = {}): Streamed => meanOfUsers('precisionAt', precisionAt, options),
  recallAt: (options: RecallAtOptions = {}): Streamed => meanOfUsers('recallAt', recallAt, options),
  f1At: (options: CutOff = {}): Streamed => meanOfUsers('f1At', f1At, options),
  hitRate: (options: CutOff = {}): Streamed => meanOfUsers('hitRate', hitRate, options),
  reciprocalRank: (options: CutOff = {}): Streamed => meanOfUsers('reciprocalRank', reciprocalRank, options),
  meanAveragePrecision: (options: MeanAveragePrecisionOptions = {}): Streamed =>
    meanOfUsers('meanAveragePrecision', meanAveragePrecision, options),
  dcg: (options: NdcgOptions = {}): Streamed => meanOfUsers('dcg', dcg, options),
  ndcg: (options: NdcgOptions = {}): Streamed => meanOfUsers('ndcg', ndcg, options),
  rPrecision: (): Streamed => meanOfUsers('rPrecision', rPrecision, {}),
  rankBiasedPrecision: (options: RankBiasedPrecisionOptions = {}): Streamed =>
    meanOfUsers('rankBiasedPrecision', rankBiasedPrecision, options),
  expectedReciprocalRank: (
    options: ExpectedReciprocalRankOptions & { readonly maximumGrade: number },
  ): Streamed => meanOfUsers('expectedReciprocalRank', expectedReciprocalRank, options),
  rankingAuc: (): Streamed => meanOfUsers('rankingAuc', rankingAuc, {}),
  scoredNdcg: (options: Omit<ScoredNdcgOptions, 'weights'> = {}) =>
    meanOfScored('scoredNdcg', scoredNdcg, options),
  scoredDcg: (options: Omit<ScoredNdcgOptions, 'weights'> = {}) =>
    meanOfScored('scoredDcg', scoredDcg, options),
} as const

function meanOfScored(
  name: string,
  measure: typeof scoredNdcg,
  options: ScoredNdcgOptions,
): StreamedMeasure<ScoredItemsBatch, number> {
  return meanOfRows(
    nameOf(name, options),
    ({ grades }) => (options.items === undefined ? grades.length : grades.length / options.items),
    (batch) => measure(batch.grades, batch.scores, { ...options, ...weighing(batch) }),
  )
}

function meanOfUsers<Options extends object>(
  name: string,
  measure: (rankings: JudgedRankings, options: Options) => RankingScore,
  options: Options,
): Streamed {
  return weightedMean(nameOf(name, options), ({ rankings }) => ({
    mean: rankings.users === 0 ? 0 : measure(rankings, options).mean,
    weight: rankings.users,
  }))
}

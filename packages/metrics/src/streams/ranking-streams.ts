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
} from '../ranking'
import { nameOf, type StreamedMeasure, weightedMean } from './measure'

/** The judged lists of some users. */
export interface RankingBatch {
  /** From `judgeRankings`, once for all measures. */
  readonly rankings: JudgedRankings
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
} as const

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

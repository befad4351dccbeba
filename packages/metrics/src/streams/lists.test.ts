import { describe } from 'vitest'
import { Draws } from '../random/draws'
import * as ranking from '../ranking'
import * as recommendation from '../recommendation'
import { rankingStreams, recommendationStreams } from '.'
import { column, everyRow, type Family, pick, testPartitions, testTables } from './testing/partitions'

const draws = Draws.from(41)
const relevant = column(() => [1, 2, 3, 4, 5, 6].filter(() => draws.uniform() < 0.4).concat(7))
const lists = column(() =>
  [1, 2, 3, 4, 5, 6, 7, 8]
    .filter((item) => item === 8 || draws.uniform() < 0.8)
    .sort(() => draws.uniform() - 0.5),
)
const histories = column(() => [1, 2, 3].filter(() => draws.uniform() < 0.6))
const popularity = new Map([1, 2, 3, 4, 5, 6, 7, 8].map((item) => [item, 10 * item]))
const catalogue = [1, 2, 3, 4, 5, 6, 7, 8, 9]
const genres = new Map(
  catalogue.map((item) => [item, [item % 2 ? 'odd' : 'even', item > 4 ? 'high' : 'low']]),
)
const parity = new Map(catalogue.map((item) => [item, item % 2 ? 'odd' : 'even']))
const judged = (at: readonly number[]) => ranking.judgeRankings(pick(relevant, at), pick(lists, at))
const all = judged(everyRow)
const distance = (first: number | string, second: number | string) => Math.abs(Number(first) - Number(second))

const grades = column(() => Array.from({ length: 5 }, () => draws.below(3)))
const scores = column(() => Array.from({ length: 5 }, () => draws.below(4) / 4))
const weights = column(() => draws.below(5) / 3 + 0.1)

const families: Readonly<Record<string, Family>> = {
  rankings: {
    table: rankingStreams,
    batch: (at) => ({ rankings: judged(at) }),
    cases: {
      precisionAt: [rankingStreams.precisionAt({ k: 3 }), ranking.precisionAt(all, { k: 3 }).mean],
      recallAt: [rankingStreams.recallAt({ k: 3 }), ranking.recallAt(all, { k: 3 }).mean],
      f1At: [rankingStreams.f1At({ k: 3 }), ranking.f1At(all, { k: 3 }).mean],
      hitRate: [rankingStreams.hitRate({ k: 2 }), ranking.hitRate(all, { k: 2 }).mean],
      reciprocalRank: [rankingStreams.reciprocalRank(), ranking.reciprocalRank(all).mean],
      meanAveragePrecision: [rankingStreams.meanAveragePrecision(), ranking.meanAveragePrecision(all).mean],
      dcg: [rankingStreams.dcg({ k: 4 }), ranking.dcg(all, { k: 4 }).mean],
      ndcg: [rankingStreams.ndcg({ k: 4 }), ranking.ndcg(all, { k: 4 }).mean],
      rPrecision: [rankingStreams.rPrecision(), ranking.rPrecision(all).mean],
      rankBiasedPrecision: [rankingStreams.rankBiasedPrecision(), ranking.rankBiasedPrecision(all).mean],
      expectedReciprocalRank: [
        rankingStreams.expectedReciprocalRank({ maximumGrade: 1 }),
        ranking.expectedReciprocalRank(all, { maximumGrade: 1 }).mean,
      ],
      rankingAuc: [rankingStreams.rankingAuc(), ranking.rankingAuc(all).mean],
    },
  },
  'items with scores': {
    table: rankingStreams,
    batch: (at) => ({ grades: pick(grades, at), scores: pick(scores, at), weights: pick(weights, at) }),
    cases: {
      scoredNdcg: [
        rankingStreams.scoredNdcg({ k: 3 }),
        ranking.scoredNdcg(grades, scores, { k: 3, weights }),
      ],
      scoredDcg: [
        rankingStreams.scoredDcg({ gain: 'exponential' }),
        ranking.scoredDcg(grades, scores, { gain: 'exponential', weights }),
      ],
    },
  },
  recommendations: {
    table: recommendationStreams,
    batch: (at) => ({
      recommended: pick(lists, at),
      histories: pick(histories, at),
      relevant: pick(relevant, at),
    }),
    cases: {
      catalogueCoverage: [
        recommendationStreams.catalogueCoverage({ items: catalogue, k: 1 }),
        recommendation.catalogueCoverage(lists, catalogue, { k: 1 }),
      ],
      recommendationGini: [
        recommendationStreams.recommendationGini({ items: catalogue, k: 3 }),
        recommendation.recommendationGini(lists, catalogue, { k: 3 }),
      ],
      recommendationEntropy: [
        recommendationStreams.recommendationEntropy({ items: catalogue, k: 3, normalized: true }),
        recommendation.recommendationEntropy(lists, catalogue, { k: 3, normalized: true }),
      ],
      userCoverage: [
        recommendationStreams.userCoverage({ minimum: 7 }),
        recommendation.userCoverage(lists, { minimum: 7 }),
      ],
      novelty: [
        recommendationStreams.novelty({ popularity, users: 100 }),
        recommendation.novelty(lists, { popularity, users: 100 }).mean,
      ],
      recommendedPopularity: [
        recommendationStreams.recommendedPopularity({ popularity, k: 3 }),
        recommendation.recommendedPopularity(lists, { popularity, k: 3 }).mean,
      ],
      intraListDiversity: [
        recommendationStreams.intraListDiversity({ distance, k: 3 }),
        recommendation.intraListDiversity(lists, distance, { k: 3 }).mean,
      ],
      serendipity: [
        recommendationStreams.serendipity({ byPopularity: [8, 7, 6, 5, 4, 3, 2, 1], k: 4 }),
        recommendation.serendipity(lists, { relevant, byPopularity: [8, 7, 6, 5, 4, 3, 2, 1], k: 4 }).mean,
      ],
      tasteCalibration: [
        recommendationStreams.tasteCalibration({ categories: genres, k: 4 }),
        recommendation.tasteCalibration(lists, { histories, categories: genres, k: 4 }).mean,
      ],
      popularityLift: [
        recommendationStreams.popularityLift({ popularity, k: 4 }),
        recommendation.popularityLift(lists, { histories, popularity, k: 4 }),
      ],
      exposureFairness: [
        recommendationStreams.exposureFairness({ groups: parity, k: 4 }),
        recommendation.exposureFairness(lists, { groups: parity, k: 4 }),
      ],
    },
  },
}

describe.each(Object.entries(families))('%s', (_, family) => testPartitions(family))

testTables(families)

import type * as ranking from '../../ranking'
import { judgeRankings } from '../../ranking'
import type { Example } from './kinds'
import { binary, matrix, points, scores, weighted, weights } from './rows'

export const relevant = [['a'], ['b']]
export const ranked = [
  ['a', 'c'],
  ['c', 'b'],
]
const rankings = judgeRankings(relevant, ranked)
const ofRankings = (
  options: object = { k: 2 },
  kinds: Example['kinds'] = { '1.k': ['k', 'count'] },
): Example => ({
  args: [rankings, options],
  kinds,
})
export const rankingExamples: Record<keyof typeof ranking, Example> = {
  judgeRankings: {
    args: [relevant, ranked, { relevantFrom: 1 }],
    kinds: {
      0: ['relevant', 'relevants'],
      1: ['ranked', 'lists'],
      '2.relevantFrom': ['relevantFrom', 'amount'],
    },
  },
  precisionAt: ofRankings(),
  recallAt: ofRankings(),
  f1At: ofRankings(),
  hitRate: ofRankings(),
  reciprocalRank: ofRankings(),
  meanAveragePrecision: ofRankings(),
  dcg: ofRankings({ k: 2, gain: 'linear' }, { '1.k': ['k', 'count'], '1.gain': ['gain', 'choice'] }),
  ndcg: ofRankings({ k: 2, gain: 'linear' }, { '1.k': ['k', 'count'], '1.gain': ['gain', 'choice'] }),
  rankBiasedPrecision: ofRankings({ persistence: 0.5 }, { '1.persistence': ['persistence', 'share'] }),
  expectedReciprocalRank: ofRankings({ maximumGrade: 1 }, { '1.maximumGrade': ['maximumGrade', 'amount'] }),
  rPrecision: ofRankings({}, {}),
  rankingAuc: ofRankings({}, {}),
  groupedAuc: {
    args: [binary, scores, ['u', 'u', 'v', 'v'], { average: 'rows' }],
    kinds: {
      0: ['truth', 'clicks'],
      1: ['scores', 'numbers'],
      2: ['groups', 'labels'],
      '3.average': ['average', 'choice'],
    },
  },
  sampleCandidates: {
    args: [{ relevant, exclude: relevant, items: ['a', 'b', 'c', 'd', 'e'], negatives: 2, seed: 1 }],
    kinds: {
      '0.relevant': ['relevant', 'users'],
      '0.exclude': ['exclude', 'users'],
      '0.items': ['items', 'items'],
      '0.negatives': ['negatives', 'count'],
    },
  },
  scoredNdcg: {
    args: [points, matrix, { k: 2, weights, gain: 'linear', ties: 'average' }],
    kinds: {
      0: ['grades', 'matrix'],
      1: ['scores', 'matrix'],
      '2.k': ['k', 'count'],
      '2.gain': ['gain', 'choice'],
      '2.ties': ['ties', 'choice'],
      ...weighted,
    },
  },
  scoredDcg: {
    args: [points, matrix, { k: 2, weights, gain: 'linear' }],
    kinds: {
      0: ['grades', 'matrix'],
      1: ['scores', 'matrix'],
      '2.k': ['k', 'count'],
      '2.gain': ['gain', 'choice'],
      ...weighted,
    },
  },
}

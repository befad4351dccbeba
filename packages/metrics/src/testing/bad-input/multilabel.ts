import type * as multilabel from '../../multilabel'
import type { Example } from './kinds'
import { average, matrix, named, weighted, weights } from './rows'

const sets = [['a'], ['a', 'b'], [], ['b']]
const pairOfSets = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [sets, sets.toReversed(), { labels: named, weights, ...options }],
  kinds: {
    0: ['truth', 'sets'],
    1: ['predicted', 'sets'],
    '2.labels': ['labels', 'names'],
    ...weighted,
    ...more,
  },
})
const scoredSets = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [sets, matrix, { labels: named, weights, ...options }],
  kinds: {
    0: ['truth', 'sets'],
    1: ['scores', 'matrix'],
    '2.labels': ['labels', 'names'],
    ...weighted,
    ...more,
  },
})
export const multilabelExamples: Record<keyof typeof multilabel, Example> = {
  hammingLoss: pairOfSets(),
  subsetAccuracy: pairOfSets(),
  multilabelConfusion: pairOfSets(),
  multilabelScores: pairOfSets({ average: 'macro' }, average),
  multilabelRocAuc: scoredSets({ average: 'macro' }, average),
  multilabelAveragePrecision: scoredSets({ average: 'macro' }, average),
  labelRankingAveragePrecision: scoredSets(),
  labelRankingLoss: scoredSets(),
  coverageError: scoredSets(),
  labelsAbove: {
    args: [matrix, named, { threshold: 0.5 }],
    kinds: { 0: ['scores', 'matrix'], 1: ['labels', 'names'], '2.threshold': ['threshold', 'number'] },
  },
}

import type * as clustering from '../../clustering'
import type { Example } from './kinds'
import { guesses, labels, points } from './rows'

const partitions = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [labels, guesses, options],
  kinds: { 0: ['truth', 'labels'], 1: ['clusters', 'labels'], ...more },
})
const many = Array.from({ length: 9 }, (_, at) => [at, at % 3])
const mean = { '2.mean': ['mean', 'choice'] } as const
export const clusteringExamples: Record<keyof typeof clustering, Example> = {
  adjustedRand: partitions(),
  randIndex: partitions(),
  fowlkesMallows: partitions(),
  mutualInformation: partitions(),
  normalizedMutualInformation: partitions({ mean: 'arithmetic' }, mean),
  adjustedMutualInformation: partitions({ mean: 'arithmetic' }, mean),
  homogeneityScores: partitions({ beta: 1 }, { '2.beta': ['beta', 'amount'] }),
  silhouette: {
    args: [points, labels, { distance: 'euclidean' }],
    kinds: { 0: ['vectors', 'matrix'], 1: ['clusters', 'labels'], '2.distance': ['distance', 'choice'] },
  },
  calinskiHarabasz: {
    args: [points, labels],
    kinds: { 0: ['vectors', 'matrix'], 1: ['clusters', 'labels'] },
  },
  daviesBouldin: { args: [points, labels], kinds: { 0: ['vectors', 'matrix'], 1: ['clusters', 'labels'] } },
  neighbourRecall: {
    args: [points, labels, { k: 1, distance: 'cosine' }],
    kinds: {
      0: ['vectors', 'matrix'],
      1: ['labels', 'labels'],
      '2.k': ['k', 'count'],
      '2.distance': ['distance', 'choice'],
    },
  },
  trustworthiness: {
    args: [many, many, { neighbours: 2 }],
    kinds: { 0: ['vectors', 'matrix'], 1: ['embedded', 'matrix'], '2.neighbours': ['neighbours', 'count'] },
  },
}

import { describe, expect, it } from 'vitest'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  adjustedMutualInformation,
  adjustedRand,
  calinskiHarabasz,
  daviesBouldin,
  type EntropyMean,
  fowlkesMallows,
  homogeneityScores,
  mutualInformation,
  neighbourRecall,
  normalizedMutualInformation,
  randIndex,
  silhouette,
  trustworthiness,
} from '.'

const fixture = readFixture<{
  partitions: {
    truth: number[]
    clusters: number[]
    rand: number
    fowlkes: number
    plainRand: number
    information: number
    nmi: Record<EntropyMean, number>
    ami: Record<EntropyMean, number>
    v: [number, number, number]
    v2: number
  }[]
  vectors: {
    vectors: number[][]
    embedded: number[][]
    clusters: number[]
    silhouette: Record<'euclidean' | 'cosine', number[]>
    calinski: number
    davies: number
    recall: Record<'euclidean' | 'cosine', Record<'1' | '3', number>>
    trust: [number, number]
  }[]
}>(new URL('fixtures/clustering.json', import.meta.url))

const meansOf = ['arithmetic', 'geometric', 'minimum', 'maximum'] as const

describe.each(fixture.partitions)('what scikit-learn says of two partitions', (example) => {
  it('pairs and information', () => {
    const { truth, clusters } = example
    expectClose(adjustedRand(truth, clusters), example.rand, 'Rand')
    expectClose(fowlkesMallows(truth, clusters), example.fowlkes, 'Fowlkes-Mallows')
    expectClose(randIndex(truth, clusters), example.plainRand, 'plain Rand')
    expectClose(mutualInformation(truth, clusters), example.information, 'information')
    for (const mean of meansOf) {
      expectClose(normalizedMutualInformation(truth, clusters, { mean }), example.nmi[mean], `NMI ${mean}`)
      expectClose(adjustedMutualInformation(truth, clusters, { mean }), example.ami[mean], `AMI ${mean}`)
    }
    const { homogeneity, completeness, vMeasure } = homogeneityScores(truth, clusters)
    expectAllClose([homogeneity, completeness, vMeasure], example.v, 'V')
    expectClose(homogeneityScores(truth, clusters, { beta: 2 }).vMeasure, example.v2, 'V2')
  })

  it('does not depend on names', () => {
    const { truth, clusters } = example
    const named = clusters.map((cluster) => `cluster ${9 - cluster}`)
    expectClose(adjustedRand(truth, named), example.rand, 'Rand')
  })
})

describe.each(fixture.vectors)(
  'what scikit-learn says of vectors',
  ({ vectors, embedded, clusters, ...wanted }) => {
    it('silhouette, Caliński-Harabasz, Davies-Bouldin', () => {
      for (const distance of ['euclidean', 'cosine'] as const) {
        const found = silhouette(vectors, clusters, { distance })
        expectAllClose(found.perRow, wanted.silhouette[distance], distance)
      }
      expectClose(calinskiHarabasz(vectors, clusters), wanted.calinski, 'Caliński-Harabasz')
      expectClose(daviesBouldin(vectors, clusters), wanted.davies, 'Davies-Bouldin')
      const flat = Float64Array.from(vectors.flat())
      const dimensions = vectors[0]!.length
      expectClose(daviesBouldin(flat, clusters, { dimensions }), wanted.davies, 'flat')
    })

    it('recall among neighbours, and trustworthiness', () => {
      for (const distance of ['euclidean', 'cosine'] as const)
        for (const k of [1, 3] as const)
          expectClose(
            neighbourRecall(vectors, clusters, { distance, k }),
            wanted.recall[distance][`${k}`],
            `${distance} ${k}`,
          )
      expectClose(trustworthiness(vectors, embedded), wanted.trust[0], 'trustworthiness')
      const cosine = trustworthiness(vectors, embedded, { neighbours: 2, distance: 'cosine' })
      expectClose(cosine, wanted.trust[1], 'by cosine')
      expect(trustworthiness(vectors, vectors)).toBe(1)
    })
  },
)

it.each<[string, () => unknown, RegExp]>([
  ['nothing', () => adjustedRand([], []), /truth is empty/],
  ['unequal rows', () => adjustedRand([1], [1, 2]), /truth has 1 rows and clusters has 2/],
  ['one cluster', () => silhouette([[1], [2]], [1, 1]), /There are 1 clusters of 2 rows/],
  ['a cluster per row', () => daviesBouldin([[1], [2]], [1, 2]), /There are 2 clusters of 2 rows/],
  ['flat vectors without their length', () => silhouette([1, 2, 3], [1, 1, 2]), /dimensions is undefined/],
  ['NaN', () => silhouette([[1], [Number.NaN], [3]], [1, 1, 2]), /vectors\[1\]\[0\] is NaN/],
  [
    'a vector without direction',
    () => silhouette([[1], [0], [3]], [1, 1, 2], { distance: 'cosine' }),
    /Vector 1 is all zeros/,
  ],
  ['labels that occur once', () => neighbourRecall([[1], [2]], ['a', 'b']), /Every label occurs once/],
  ['too many neighbours', () => trustworthiness([[1], [2]], [[1], [2]]), /neighbours is 5 for 2 rows/],
])('refuses %s', (_, attempt, message) => {
  expect(attempt).toThrow(message)
})

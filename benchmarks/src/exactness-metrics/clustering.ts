import {
  adjustedMutualInformation,
  adjustedRand,
  calinskiHarabasz,
  daviesBouldin,
  fowlkesMallows,
  homogeneityScores,
  mutualInformation,
  neighbourRecall,
  normalizedMutualInformation,
  randIndex,
  silhouette,
  trustworthiness,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Answer, type Exactness, exact } from './exact'
import { randomRows, rounded } from './random-rows'

const peer = 'scikit-learn 1.9.1'

/** Two partitions of the same rows, alike or unrelated, into one cluster, some or as many as rows. */
function partitions(dice: Dice) {
  const rows = dice.chance(0.1) ? dice.whole(300, 600) : randomRows(dice)
  const [classes, clusters] = [dice.whole(1, 9), dice.pick([1, 3, 8, rows])]
  const skill = dice.pick([0, 0.7, 1])
  const truth = dice.list(rows, () => dice.whole(1, classes))
  const guessed = truth.map((own) => (dice.chance(skill) ? own : dice.whole(1, clusters)))
  return { truth, clusters: guessed, mean: dice.pick(['arithmetic', 'geometric', 'minimum', 'maximum']) }
}

type Partitions = ReturnType<typeof partitions>

const partitioned = (ours: (input: Partitions) => Answer) => exact({ peer, make: partitions, ours })

/** Vectors in clusters, of which one may hold a single row, and an embedding of them. */
function vectors(dice: Dice, decimals: number = dice.pick([1, 17])) {
  const dimensions = dice.whole(1, 5)
  const count = dice.whole(2, 5)
  const rows = dice.whole(12, 30)
  const spread = dice.pick([0.3, 2])
  const centres = dice.list(count, () => dice.list(dimensions, () => 2 * dice.normal()))
  const clusters = dice.list(rows, (row) => (row < count ? row : dice.whole(0, count - 1)))
  // Away from the origin, where directions mean nothing.
  const points = clusters.map((own) =>
    centres[own]!.map((centre) => rounded(centre + spread * dice.normal(), decimals) || 0.5),
  )
  const embedded = points.map((point) => [point[0]! + 0.1 * dice.normal(), dice.normal()])
  return { vectors: points, clusters, embedded, distance: dice.pick(['euclidean', 'cosine']) }
}

type VectorInput = ReturnType<typeof vectors>

const embedded = (ours: (input: VectorInput) => Answer, tolerance = 1e-9) =>
  exact({ peer, tolerance, make: vectors, ours })

/**
 * scikit-learn's euclidean_distances takes |x|² − 2xy + |y|², which its documentation says is not the most precise:
 * the distance of a point to itself comes out as up to 1e-8 instead of 0.
 */
const byDotProducts = 1e-7

export const clustering = {
  randIndex: partitioned(({ truth, clusters }) => randIndex(truth, clusters)),
  adjustedRand: partitioned(({ truth, clusters }) => adjustedRand(truth, clusters)),
  fowlkesMallows: partitioned(({ truth, clusters }) => fowlkesMallows(truth, clusters)),
  mutualInformation: partitioned(({ truth, clusters }) => mutualInformation(truth, clusters)),
  normalizedMutualInformation: partitioned(({ truth, clusters, mean }) =>
    normalizedMutualInformation(truth, clusters, { mean }),
  ),
  adjustedMutualInformation: partitioned(({ truth, clusters, mean }) =>
    adjustedMutualInformation(truth, clusters, { mean }),
  ),
  homogeneityScores: partitioned(({ truth, clusters }) => {
    const { homogeneity, completeness, vMeasure } = homogeneityScores(truth, clusters)
    return [homogeneity, completeness, vMeasure]
  }),
  silhouette: embedded(
    ({ vectors, clusters, distance }) => Array.from(silhouette(vectors, clusters, { distance }).perRow),
    byDotProducts,
  ),
  calinskiHarabasz: embedded(({ vectors, clusters }) => calinskiHarabasz(vectors, clusters)),
  daviesBouldin: embedded(({ vectors, clusters }) => daviesBouldin(vectors, clusters), byDotProducts),
  trustworthiness: exact({
    peer,
    // scikit-learn sorts equal distances in no particular order.
    make: (dice) => vectors(dice, 17),
    ours: ({ vectors, embedded }) => trustworthiness(vectors, embedded, { neighbours: 4 }),
  }),
  neighbourRecall: embedded(({ vectors, clusters }) => neighbourRecall(vectors, clusters, { k: 2 })),
} satisfies Record<string, Exactness>

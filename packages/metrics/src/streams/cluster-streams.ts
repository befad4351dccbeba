import type { HomogeneityScores, MutualInformationOptions } from '../clustering'
import { adjustedRandOf, fowlkesMallowsOf, randIndexOf } from '../clustering/adjusted-rand'
import type { Contingency } from '../clustering/contingency'
import {
  adjustedInformationOf,
  homogeneityOf,
  informationOf,
  normalizedInformationOf,
} from '../clustering/mutual-information'
import type { VectorOptions } from '../clustering/vectors'
import { type Label, LabelIndex } from '../input/label-index'
import { scatterRatio, type VectorBatch } from './cluster-scatter'
import { type LabelPairs, ofPairs } from './label-pairs'
import type { StreamedMeasure } from './measure'

/** The true classes and the clusters of some rows. */
export interface ClusterBatch {
  readonly truth: ArrayLike<Label>
  readonly clusters: ArrayLike<Label>
}

type Streamed<Result = number> = StreamedMeasure<ClusterBatch, Result>

/** Measures of clusters, for `accumulate`. Each equals the function of its name. */
export const clusterStreams = {
  adjustedRand: (): Streamed => ofTable(adjustedRandOf),
  randIndex: (): Streamed => ofTable(randIndexOf),
  fowlkesMallows: (): Streamed => ofTable(fowlkesMallowsOf),
  mutualInformation: (): Streamed => ofTable(informationOf),
  normalizedMutualInformation: ({ mean = 'arithmetic' }: MutualInformationOptions = {}): Streamed =>
    ofTable((table) => normalizedInformationOf(table, mean)),
  adjustedMutualInformation: ({ mean = 'arithmetic' }: MutualInformationOptions = {}): Streamed =>
    ofTable((table) => adjustedInformationOf(table, mean)),
  homogeneityScores: ({ beta = 1 }: { readonly beta?: number } = {}): Streamed<HomogeneityScores> =>
    ofTable((table) => homogeneityOf(table, beta)),
  calinskiHarabasz: (options: VectorOptions = {}): StreamedMeasure<VectorBatch, number> =>
    scatterRatio(options),
} as const

function ofTable<Result>(measure: (table: Contingency) => Result): Streamed<Result> {
  return ofPairs(
    ({ truth, clusters }) => ({
      first: truth,
      second: clusters,
      names: ['truth', 'clusters'],
      weights: undefined,
    }),
    (pairs) => measure(tableOf(pairs)),
  )
}

function tableOf({ first, second, weights }: LabelPairs): Contingency {
  const classes = new LabelIndex<Label>()
  const groups = new LabelIndex<Label>()
  const firstSizes: number[] = []
  const secondSizes: number[] = []
  const cells = weights.map((count, at) => {
    const cell = {
      first: classes.add(first[at]!, 'truth', at),
      second: groups.add(second[at]!, 'clusters', at),
      count,
    }
    firstSizes[cell.first] = (firstSizes[cell.first] ?? 0) + count
    secondSizes[cell.second] = (secondSizes[cell.second] ?? 0) + count
    return cell
  })
  return { rows: weights.reduce((sum, count) => sum + count, 0), cells, firstSizes, secondSizes }
}

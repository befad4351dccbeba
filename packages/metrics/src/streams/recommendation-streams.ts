import { asRows, type Column } from '../input/column'
import type { Item } from '../ranking'
import {
  type EntropyOptions,
  type ExposureFairness,
  type ExposureOptions,
  type ItemDistance,
  intraListDiversity,
  type ListOptions,
  type NoveltyOptions,
  novelty,
  type PerUserMean,
  type PopularityOptions,
  recommendedPopularity,
  type SerendipityOptions,
  serendipity,
  type TasteCalibrationOptions,
  tasteCalibration,
  type UserCoverageOptions,
  userCoverage,
} from '../recommendation'
import { entropyOf, giniOf } from '../recommendation/concentration'
import { exposureByGroup, fairnessOf } from '../recommendation/exposure-fairness'
import { forEachList, refuseUnknown } from '../recommendation/lists'
import { labelNamed, nameOfLabel } from './label-pairs'
import { nameOf, type StreamedMeasure, weightedMean } from './measure'

/** What was recommended to some users, best first. */
export interface RecommendationBatch {
  readonly recommended: ArrayLike<ArrayLike<Item>>
}

/** The same, with the past of each user. */
export interface HistoryBatch extends RecommendationBatch {
  readonly histories: ArrayLike<readonly Item[]>
}

/** The same, with what turned out right for each user. */
export interface RelevanceBatch extends RecommendationBatch {
  readonly relevant: ArrayLike<readonly Item[]>
}

type Streamed<Result = number, Batch = RecommendationBatch> = StreamedMeasure<Batch, Result>

/** Measures of recommendations, for `accumulate`. Each equals the function of its name over all users together. */
export const recommendationStreams = {
  catalogueCoverage: ({ items, ...options }: ListOptions & Catalogue): Streamed =>
    ofCatalogue(items, options, (counts) => counts.filter((count) => count > 0).length / counts.length),
  recommendationGini: ({ items, ...options }: ListOptions & Catalogue): Streamed =>
    ofCatalogue(items, options, giniOf),
  recommendationEntropy: ({ items, normalized = false, ...options }: EntropyOptions & Catalogue): Streamed =>
    ofCatalogue(items, options, (counts) => entropyOf(counts, normalized)),
  userCoverage: (options: UserCoverageOptions = {}): Streamed =>
    weightedMean(nameOf('userCoverage', options), ({ recommended }) => ({
      mean: recommended.length === 0 ? 0 : userCoverage(recommended, options),
      weight: recommended.length,
    })),
  novelty: (options: NoveltyOptions<Item>): Streamed =>
    meanOfLists(nameOf('novelty', options), hasItems, (batch) => novelty(batch.recommended, options)),
  recommendedPopularity: (options: PopularityOptions<Item>): Streamed =>
    meanOfLists(nameOf('recommendedPopularity', options), hasItems, (batch) =>
      recommendedPopularity(batch.recommended, options),
    ),
  intraListDiversity: ({
    distance,
    ...options
  }: ListOptions & { readonly distance: ItemDistance<Item> }): Streamed =>
    meanOfLists(
      nameOf('intraListDiversity', options),
      (batch, user) => Math.min(batch.recommended[user]!.length, options.k ?? Infinity) > 1,
      (batch) => intraListDiversity(batch.recommended, distance, options),
    ),
  serendipity: (options: Omit<SerendipityOptions<Item>, 'relevant'>): Streamed<number, RelevanceBatch> =>
    meanOfLists<RelevanceBatch>(nameOf('serendipity', options), hasItems, (batch) =>
      serendipity(batch.recommended, { ...options, relevant: batch.relevant }),
    ),
  tasteCalibration: <C>(
    options: Omit<TasteCalibrationOptions<Item, C>, 'histories'>,
  ): Streamed<number, HistoryBatch> =>
    meanOfLists(nameOf('tasteCalibration', options), hasItemsAndPast, (batch) =>
      tasteCalibration(batch.recommended, { ...options, histories: batch.histories }),
    ),
  popularityLift: (options: PopularityOptions<Item>): Streamed<number, HistoryBatch> => ({
    name: nameOf('popularityLift', options),
    observe(kept, batch) {
      const users = usersWhere(batch, hasItemsAndPast)
      if (users.length === 0) return
      const given = users.map((user) => batch.recommended[user]!)
      const chosen = users.map((user) => batch.histories[user]!)
      kept.sum('given').add(recommendedPopularity(given, options).mean * users.length)
      kept
        .sum('chosen')
        .add(recommendedPopularity(chosen, { popularity: options.popularity }).mean * users.length)
    },
    read: (kept) => kept.sum('given').value / kept.sum('chosen').value - 1,
  }),
  exposureFairness: <G extends string | number | boolean>(
    options: ExposureOptions<Item, G>,
  ): Streamed<ExposureFairness<G>> => ({
    name: nameOf('exposureFairness', options),
    observe(kept, { recommended }) {
      if (recommended.length === 0) return
      for (const [group, attention] of exposureByGroup(recommended, options)) {
        kept.sum(nameOfLabel(group)).add(attention)
      }
    },
    read(kept) {
      const groups = new Set(options.groups.values())
      return fairnessOf(
        new Map([...groups].map((group) => [group, kept.sum(nameOfLabel(group)).value])),
        options,
      )
    },
  }),
} as const

interface Catalogue {
  /** The whole catalogue. */
  readonly items: Column<Item>
}

/** A measure of how often each item of the catalogue was recommended; such measures share the counts. */
function ofCatalogue(
  items: Column<Item>,
  options: ListOptions,
  measure: (counts: Float64Array) => number,
): Streamed {
  const catalogue = new Set(Array.from(asRows(items, 'items')))
  return {
    name: nameOf('items recommended', { ...options, items: catalogue.size }),
    shared: true,
    observe(kept, { recommended }) {
      if (recommended.length === 0) return
      const counts = new Map<Item, number>()
      forEachList(recommended, options, (list, user) => {
        for (const item of list) {
          if (!catalogue.has(item)) refuseUnknown(item, 'recommended', user, 'items')
          counts.set(item, (counts.get(item) ?? 0) + 1)
        }
      })
      for (const [item, count] of counts) kept.sum(nameOfLabel(item)).add(count)
      kept.sum(users).add(recommended.length)
    },
    read(kept) {
      const counts = new Map(Array.from(catalogue, (item) => [item, 0]))
      for (const [name, sum] of kept.sortedSums()) {
        if (name === users) continue
        const item = labelNamed(name)
        if (typeof item !== 'boolean' && catalogue.has(item)) counts.set(item, sum.value)
      }
      return measure(Float64Array.from(counts.values()))
    },
  }
}

/** The name of the number of users, which no item has: names of items are JSON. */
const users = 'users'

function meanOfLists<Batch extends RecommendationBatch>(
  name: string,
  counts: (batch: Batch, user: number) => boolean,
  measure: (batch: Batch) => PerUserMean,
): Streamed<number, Batch> {
  return weightedMean(name, (batch) => {
    if (usersWhere(batch, counts).length === 0) return { mean: 0, weight: 0 }
    const { mean, perUser } = measure(batch)
    return { mean, weight: perUser.length }
  })
}

function usersWhere<Batch extends RecommendationBatch>(
  batch: Batch,
  holds: (batch: Batch, user: number) => boolean,
): number[] {
  return Array.from({ length: batch.recommended.length }, (_, user) => user).filter((user) =>
    holds(batch, user),
  )
}

function hasItems({ recommended }: RecommendationBatch, user: number): boolean {
  return recommended[user]!.length > 0
}

function hasItemsAndPast(batch: HistoryBatch, user: number): boolean {
  return hasItems(batch, user) && batch.histories[user]!.length > 0
}

import {
  catalogueCoverage,
  type Estimate,
  hitRate,
  intraListDiversity,
  type JudgedRankings,
  meanAveragePrecision,
  ndcg,
  novelty,
  popularityLift,
  precisionAt,
  recallAt,
  reciprocalRank,
  recommendationGini,
} from '@graftjs/metrics'

/** What a measure may look at; items are numbers. */
export interface Judged {
  readonly k: number
  readonly rankings: JudgedRankings
  /** The lists that are not empty, and the past of those who got them. */
  readonly lists: readonly (readonly number[])[]
  readonly pasts: readonly (readonly number[])[]
  /** Every item of training, and how many users each is known to. */
  readonly catalogue: readonly number[]
  readonly knownTo: ReadonlyMap<number, number>
  readonly users: number
  /** How unlike two items are. */
  readonly distance: (first: number, second: number) => number
}

export interface Measured {
  readonly value: number
  /** One value per question, for intervals and tests; absent for measures of all lists together. */
  readonly perQuestion?: Float64Array
}

export interface Measure {
  readonly title: (k: number) => string
  /** What exactly is measured, printed with every table. */
  readonly definition: (k: number) => string
  /** Which direction is good, if any is. */
  readonly better: 'higher' | 'lower' | 'neither'
  /** What is looked at: whether right items are found, or what lists are like; the latter needs at least one list. */
  readonly about: 'right' | 'lists'
  readonly of: (judged: Judged) => Measured
}

const ranked = (score: { readonly mean: number; readonly perUser: Float64Array }): Measured => ({
  value: score.mean,
  perQuestion: score.perUser,
})

/** Every measure of an evaluation, in the order of the table. */
export const measures = {
  ndcg: {
    title: (k) => `NDCG@${k}`,
    definition: (k) =>
      `gain of each right item ÷ log2(rank + 1), over the first ${k} ranks, ÷ the most that the user's right items allow in ${k} ranks; mean over users with something right`,
    better: 'higher',
    about: 'right',
    of: ({ rankings, k }) => ranked(ndcg(rankings, { k })),
  },
  recall: {
    title: (k) => `recall@${k}`,
    definition: (k) => `right items among the first ${k} ÷ all right items of the user`,
    better: 'higher',
    about: 'right',
    of: ({ rankings, k }) => ranked(recallAt(rankings, { k })),
  },
  precision: {
    title: (k) => `precision@${k}`,
    definition: (k) => `right items among the first ${k} ÷ ${k}, also where the list is shorter`,
    better: 'higher',
    about: 'right',
    of: ({ rankings, k }) => ranked(precisionAt(rankings, { k })),
  },
  map: {
    title: (k) => `MAP@${k}`,
    definition: (k) =>
      `precision at the rank of each right item among the first ${k}, summed, ÷ all right items of the user (not ÷ min(${k}, right items))`,
    better: 'higher',
    about: 'right',
    of: ({ rankings, k }) => ranked(meanAveragePrecision(rankings, { k })),
  },
  hitRate: {
    title: (k) => `hit rate@${k}`,
    definition: (k) => `share of users with something right among the first ${k}`,
    better: 'higher',
    about: 'right',
    of: ({ rankings, k }) => ranked(hitRate(rankings, { k })),
  },
  reciprocalRank: {
    title: (k) => `MRR@${k}`,
    definition: (k) => `1 ÷ rank of the first right item, 0 where there is none among the first ${k}`,
    better: 'higher',
    about: 'right',
    of: ({ rankings, k }) => ranked(reciprocalRank(rankings, { k })),
  },
  coverage: {
    title: (k) => `coverage@${k}`,
    definition: (k) => `share of the items of training that are among the first ${k} of anyone`,
    better: 'higher',
    about: 'lists',
    of: ({ lists, catalogue, k }) => ({ value: catalogueCoverage(lists, catalogue, { k }) }),
  },
  gini: {
    title: (k) => `Gini@${k}`,
    definition: (k) =>
      `how unequally the first ${k} ranks fall on the items of training: 0 all alike, towards 1 few get all`,
    better: 'lower',
    about: 'lists',
    of: ({ lists, catalogue, k }) => ({ value: recommendationGini(lists, catalogue, { k }) }),
  },
  diversity: {
    title: (k) => `diversity@${k}`,
    definition: (k) =>
      `mean distance of two items of a list's first ${k}: 1 − cosine of the users who know them, unless embeddings are given`,
    better: 'neither',
    about: 'lists',
    of: ({ lists, distance, k }) =>
      lists.some(({ length }) => length > 1)
        ? { value: intraListDiversity(lists, distance, { k }).mean }
        : { value: 0 },
  },
  novelty: {
    title: (k) => `novelty@${k}`,
    definition: (k) =>
      `mean of −log2(share of training's users who know the item) over the first ${k}, in bits`,
    better: 'neither',
    about: 'lists',
    of: ({ lists, knownTo, users, k }) => ({
      value: novelty(lists, { k, popularity: knownTo, users, unknownAs: 1 }).mean,
    }),
  },
  popularityLift: {
    title: (k) => `popularity lift@${k}`,
    definition: (k) =>
      `mean popularity of the first ${k} ÷ that of the users' own past, − 1: 0 is no bias, 1 is twice as popular`,
    better: 'neither',
    about: 'lists',
    of: ({ lists, pasts, knownTo, k }) => ({
      value: popularityLift(lists, { k, popularity: knownTo, histories: pasts }),
    }),
  },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof measures

/** The measures of a table in which nothing else is asked for. */
export const usualMeasures: readonly MeasureName[] = [
  'ndcg',
  'recall',
  'hitRate',
  'coverage',
  'diversity',
  'novelty',
  'popularityLift',
]

/** A measured value, with its interval where it is a mean over users. */
export interface MeasureResult {
  readonly value: number
  readonly interval?: Pick<Estimate, 'lower' | 'upper' | 'level'>
  /** Against the baseline: the difference, and the probability of one as large by chance (Holm). */
  readonly against?: { readonly difference: number; readonly pValue: number }
}

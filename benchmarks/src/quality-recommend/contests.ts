import {
  type Algorithm,
  bpr,
  choice,
  type EvaluateOptions,
  ease,
  ials,
  integer,
  itemKnn,
  logUniform,
  type Split,
  type TuneOptions,
  tune,
  uniform,
  vectorSessionKnn,
} from '@graftjs/recommend'
import type { dataSets } from './data'

/** A figure that someone published for the same events, parted in the same way. */
interface Published {
  readonly name: string
  readonly value: number
}

/** An algorithm on a data set. */
export interface Contest {
  readonly data: keyof typeof dataSets
  readonly measure: 'ndcg' | 'hitRate'
  readonly k: number
  readonly task?: EvaluateOptions['task']
  /** The mean over seeds that is required. */
  readonly required: number
  readonly published: readonly Published[]
  /** Whether chance matters, so that the mean of several seeds is taken. */
  readonly random: boolean
  /** With the settings that `npx tsx src/quality-recommend/choose.ts CASE` found best on validation. */
  readonly chosen: (seed: number) => Algorithm
  /** Looks for settings on the validation part of a split; the test is not looked at. */
  readonly choose: (split: Split<string, string>, options: TuneOptions<string, string>) => Promise<object>
  /** How many settings are tried. */
  readonly trials: number
}

const films = {
  data: 'ml-100k',
  measure: 'ndcg',
  k: 10,
  published: [
    { name: 'BiVAE', value: 0.468673 },
    { name: 'BPR (Cornac)', value: 0.444991 },
    { name: 'SAR', value: 0.393819 },
  ],
} as const

const nextItems = { measure: 'ndcg', k: 10, random: false, trials: 40 } as const

type Choose = Contest['choose']

const chooseDecayedKnn: Choose = async (split, options) =>
  (
    await tune(
      itemKnn,
      {
        neighbours: choice([100, 200, 500, 1000, 2000]),
        similarity: choice(['cosine', 'tf-idf', 'jaccard']),
        shrinkage: choice([0, 1, 5, 20]),
        historyDecay: uniform(0.3, 1),
      },
      split,
      options,
    )
  ).settings

/**
 * The 1,090 users of Last.fm cannot tell many settings apart: the cosine of all items, and only the decay is chosen, at
 * 0.0505 on validation, where the search above ends at 0.0504.
 */
const chooseDecay: Choose = async (split, options) => {
  const decays = Array.from({ length: 15 }, (_, at) => (6 + at) / 20)
  const space = { neighbours: choice([4000]), historyDecay: choice(decays) }
  return (await tune(itemKnn, space, split, { ...options, search: 'grid' })).settings
}

export const contests: Readonly<Record<string, Contest>> = {
  'ials ml-100k': {
    ...films,
    required: 0.486,
    random: true,
    chosen: (seed) =>
      ials({ factors: 96, iterations: 16, unobserved: 0.3369, regularization: 0.01588, seed }),
    trials: 40,
    choose: async (split, options) =>
      (
        await tune(
          ials,
          {
            factors: choice([32, 64, 96, 128]),
            iterations: choice([12, 16, 24]),
            unobserved: logUniform(0.02, 1),
            regularization: logUniform(0.002, 0.1),
          },
          split,
          options,
        )
      ).settings,
  },
  'ease ml-100k': {
    ...films,
    required: 0.48,
    random: false,
    chosen: () => ease({ l2: 670.7, dropout: 0 }),
    trials: 30,
    choose: async (split, options) =>
      (await tune(ease, { l2: logUniform(10, 3000), dropout: choice([0, 0.25, 0.5]) }, split, options))
        .settings,
  },
  'item-knn ml-100k': {
    ...films,
    required: 0.425,
    random: false,
    chosen: () => itemKnn({ neighbours: 273, similarity: 'tf-idf', shrinkage: 5 }),
    trials: 40,
    choose: async (split, options) =>
      (
        await tune(
          itemKnn,
          {
            neighbours: integer(10, 300),
            similarity: choice(['cosine', 'tf-idf', 'bm25', 'jaccard']),
            shrinkage: choice([0, 1, 5, 20, 50]),
          },
          split,
          options,
        )
      ).settings,
  },
  'bpr ml-100k': {
    ...films,
    required: 0.44,
    random: true,
    chosen: (seed) => bpr({ factors: 64, epochs: 200, learningRate: 0.00953, regularization: 0.0111, seed }),
    trials: 30,
    choose: async (split, options) =>
      (
        await tune(
          bpr,
          {
            factors: choice([32, 64, 128]),
            epochs: choice([50, 100, 200]),
            learningRate: logUniform(0.005, 0.1),
            regularization: logUniform(0.001, 0.1),
          },
          split,
          options,
        )
      ).settings,
  },
  'ials lastfm-social': {
    data: 'lastfm-social',
    measure: 'ndcg',
    k: 20,
    required: 0.211,
    published: [],
    random: true,
    chosen: (seed) =>
      ials({ factors: 128, iterations: 16, unobserved: 0.01173, regularization: 0.04261, seed }),
    trials: 40,
    choose: async (split, options) =>
      (
        await tune(
          ials,
          {
            factors: choice([64, 96, 128]),
            iterations: choice([12, 16, 24]),
            unobserved: logUniform(0.01, 0.5),
            regularization: logUniform(0.002, 0.1),
          },
          split,
          options,
        )
      ).settings,
  },
  'item-knn beauty': {
    ...nextItems,
    data: 'beauty',
    required: 0.0395,
    published: [
      { name: 'S3-Rec', value: 0.0327 },
      { name: 'SASRec', value: 0.0318 },
    ],
    chosen: () => itemKnn({ neighbours: 2000, shrinkage: 20, historyDecay: 0.6123 }),
    choose: chooseDecayedKnn,
  },
  'item-knn lastfm': {
    ...nextItems,
    data: 'lastfm',
    required: 0.043,
    published: [
      { name: 'S3-Rec', value: 0.0427 },
      { name: 'SASRec', value: 0.039 },
    ],
    chosen: () => itemKnn({ neighbours: 4000, historyDecay: 0.85 }),
    choose: chooseDecay,
  },
  'vsknn yoochoose-100k': {
    data: 'yoochoose-100k',
    measure: 'hitRate',
    k: 20,
    task: 'next',
    required: 0.6178,
    published: [{ name: 'sequential rules', value: 0.6178 }],
    random: false,
    chosen: () =>
      vectorSessionKnn({
        neighbours: 1000,
        sample: 2000,
        weighting: 'quadratic',
        scoring: 'logarithmic',
        rarity: 5,
      }),
    trials: 20,
    choose: async (split, options) =>
      (
        await tune(
          vectorSessionKnn,
          {
            neighbours: choice([100, 200, 500, 1000]),
            sample: choice([1000, 2000, 5000]),
            weighting: choice(['linear', 'inverse', 'quadratic', 'logarithmic']),
            scoring: choice(['linear', 'inverse', 'quadratic', 'logarithmic']),
            rarity: choice([0, 1, 2, 5, 10]),
          },
          split,
          options,
        )
      ).settings,
  },
}

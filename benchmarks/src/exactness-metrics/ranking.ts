import {
  type CutOff,
  dcg,
  f1At,
  groupedAuc,
  hitRate,
  type JudgedRankings,
  judgeRankings,
  meanAveragePrecision,
  ndcg,
  precisionAt,
  type RankingScore,
  rankBiasedPrecision,
  rankingAuc,
  recallAt,
  reciprocalRank,
  rPrecision,
  scoredDcg,
  scoredNdcg,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import { randomWeights, rounded, weighted } from './random-rows'

const trec = 'trec_eval (pytrec)'
const ranx = 'ranx 0.3.21'
const sklearn = 'scikit-learn 1.9.1'

interface RankingCase {
  /** Per user the grade of each relevant item. */
  readonly relevant: Record<string, number>[]
  readonly ranked: string[][]
  readonly k: number | null
}

/** Users with relevant items, some of which are listed, and lists of any length. */
export function rankings(dice: Dice, grades: number = dice.pick([1, 3, 5])): RankingCase {
  const catalogue = dice.list(dice.whole(3, 40), (at) => `i${at}`)
  const users = dice.whole(1, 8)
  const k = dice.pick([null, 1, 3, 10, 100])
  return {
    relevant: dice.list(users, () =>
      Object.fromEntries(
        dice
          .sample(catalogue, dice.whole(1, Math.min(12, catalogue.length)))
          .map((item) => [item, dice.whole(1, grades)]),
      ),
    ),
    ranked: dice.list(users, () => dice.sample(catalogue, dice.whole(1, catalogue.length))),
    k,
  }
}

export function judged({ relevant, ranked }: RankingCase): JudgedRankings {
  const maps = relevant.map((grades) => new Map(Object.entries(grades)))
  return judgeRankings(maps, ranked)
}

const perUser = (
  peer: string,
  measure: (rankings: JudgedRankings, cutOff: CutOff) => RankingScore,
  mostGrades?: number,
) =>
  exact({
    peer,
    make: (dice) => rankings(dice, mostGrades),
    ours: (input) => Array.from(measure(judged(input), input.k === null ? {} : { k: input.k }).perUser),
  })

/** Grades and scores of items for some rows; scores often tied. */
function graded(dice: Dice) {
  const rows = dice.whole(1, 8)
  const items = dice.whole(2, 15)
  const most = dice.pick([0, 1, 4])
  const decimals = dice.pick([0, 1, 17])
  return {
    grades: dice.list(rows, () => dice.list(items, () => dice.whole(0, most))),
    scores: dice.list(rows, () => dice.list(items, () => rounded(dice.normal(), decimals))),
    k: dice.pick([null, 1, 3, 20]),
    weights: randomWeights(dice, rows),
  }
}

const gradedOptions = ({ k, weights }: ReturnType<typeof graded>) => ({
  ...(k === null ? {} : { k }),
  ...weighted(weights),
})

export const ranking = {
  precisionAt: perUser(trec, precisionAt),
  recallAt: perUser(trec, recallAt),
  hitRate: perUser(trec, hitRate),
  meanAveragePrecision: perUser(trec, meanAveragePrecision),
  ndcg: perUser(trec, ndcg),
  reciprocalRank: perUser(trec, (rankings) => reciprocalRank(rankings)),
  rPrecision: perUser(trec, (rankings) => rPrecision(rankings)),
  f1At: perUser(ranx, f1At),
  dcg: perUser(ranx, dcg),
  'ndcg, exponential': perUser(ranx, (rankings, cutOff) =>
    ndcg(rankings, { ...cutOff, gain: 'exponential' }),
  ),
  // ranx multiplies by grades, so that its figure can exceed 1.
  rankBiasedPrecision: perUser(ranx, (rankings) => rankBiasedPrecision(rankings, { persistence: 0.95 }), 1),
  rankingAuc: perUser(sklearn, (rankings) => rankingAuc(rankings)),
  scoredNdcg: exact({
    peer: sklearn,
    make: graded,
    ours: (input) => scoredNdcg(input.grades, input.scores, gradedOptions(input)),
  }),
  scoredDcg: exact({
    peer: sklearn,
    make: graded,
    ours: (input) => scoredDcg(input.grades, input.scores, gradedOptions(input)),
  }),
  groupedAuc: exact({
    peer: sklearn,
    make(dice) {
      const rows = dice.whole(2, 60)
      const decimals = dice.pick([1, 17])
      const most = dice.whole(1, 8)
      return {
        truth: dice.list(rows, () => dice.whole(0, 1)),
        scores: dice.list(rows, () => rounded(dice.uniform(), decimals)),
        groups: dice.list(rows, () => dice.whole(1, most)),
        average: dice.pick(['rows', 'groups']),
      }
    },
    ours: ({ truth, scores, groups, average }) => groupedAuc(truth, scores, groups, { average }).mean,
  }),
} satisfies Record<string, Exactness>

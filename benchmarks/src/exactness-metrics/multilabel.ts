import {
  coverageError,
  hammingLoss,
  labelRankingAveragePrecision,
  labelRankingLoss,
  labelsAbove,
  multilabelAveragePrecision,
  multilabelConfusion,
  multilabelRocAuc,
  multilabelScores,
  subsetAccuracy,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import { probabilityDrawer, randomRows, randomWeights, weighted } from './random-rows'

const peer = 'scikit-learn 1.9.1'

/** Which labels rows have and were given, as 0 and 1; at least two labels, or the reference reads single labels. */
function indicators(dice: Dice) {
  const columns = dice.whole(2, 7)
  const rows = randomRows(dice, 30)
  const share = dice.pick([0, 0.2, 0.5, 1])
  const skill = dice.pick([0, 0.6, 1])
  const draw = () => (dice.chance(share) ? 1 : 0)
  const truth = dice.list(rows, () => dice.list(columns, draw))
  const predicted = truth.map((row) => row.map((has) => (dice.chance(skill) ? has : draw())))
  const labels = dice.list(columns, (at) => at)
  return { truth, predicted, labels, weights: randomWeights(dice, rows) }
}

/** The same with a score of every label, often tied. */
function scoredIndicators(dice: Dice) {
  const { truth, labels, weights } = indicators(dice)
  const draw = probabilityDrawer(dice)
  return { truth, labels, weights, scores: truth.map((row) => row.map(draw)) }
}

const sets = (rows: number[][], labels: number[]) => labelsAbove(rows, labels)

type ScoredInput = ReturnType<typeof scoredIndicators>

type ScoredMeasure = (
  truth: number[][],
  scores: number[][],
  options: { labels: number[]; weights?: readonly number[] },
) => number

const scored = (measure: ScoredMeasure) =>
  exact({
    peer,
    make: scoredIndicators,
    ours: ({ truth, scores, labels, weights }: ScoredInput) =>
      measure(sets(truth, labels), scores, { labels, ...weighted(weights) }),
  })

export const multilabel = {
  hammingLoss: exact({
    peer,
    make: indicators,
    ours: ({ truth, predicted, labels, weights }) =>
      hammingLoss(sets(truth, labels), sets(predicted, labels), { labels, ...weighted(weights) }),
  }),
  subsetAccuracy: exact({
    peer,
    make: indicators,
    ours: ({ truth, predicted, labels, weights }) =>
      subsetAccuracy(sets(truth, labels), sets(predicted, labels), { labels, ...weighted(weights) }),
  }),
  multilabelConfusion: exact({
    peer,
    make: indicators,
    ours: ({ truth, predicted, labels, weights }) =>
      multilabelConfusion(sets(truth, labels), sets(predicted, labels), { labels, ...weighted(weights) }).map(
        ({ trueNegatives, falsePositives, falseNegatives, truePositives }) => [
          [trueNegatives, falsePositives],
          [falseNegatives, truePositives],
        ],
      ),
  }),
  multilabelScores: exact({
    peer,
    make: (dice) => ({
      ...indicators(dice),
      average: dice.pick(['samples', 'micro', 'macro', 'weighted']),
      zeroDivision: dice.pick([0, 1]),
      beta: dice.pick([0.5, 1, 2]),
    }),
    ours({ truth, predicted, labels, weights, ...options }) {
      const all = { labels, ...options, ...weighted(weights) }
      const found = multilabelScores(sets(truth, labels), sets(predicted, labels), all)
      return [found.precision, found.recall, found.fBeta, found.jaccard]
    },
  }),
  multilabelRocAuc: exact({
    peer,
    make: (dice) => ({
      ...scoredIndicators(dice),
      average: dice.pick(['samples', 'micro', 'macro', 'weighted']),
    }),
    ours: ({ truth, scores, labels, weights, average }) =>
      multilabelRocAuc(sets(truth, labels), scores, { labels, average, ...weighted(weights) }),
  }),
  multilabelAveragePrecision: exact({
    peer,
    make: (dice) => ({
      ...scoredIndicators(dice),
      average: dice.pick(['samples', 'micro', 'macro', 'weighted']),
    }),
    ours: ({ truth, scores, labels, weights, average }) =>
      multilabelAveragePrecision(sets(truth, labels), scores, { labels, average, ...weighted(weights) }),
  }),
  labelRankingAveragePrecision: scored(labelRankingAveragePrecision),
  coverageError: scored(coverageError),
  labelRankingLoss: scored(labelRankingLoss),
} satisfies Record<string, Exactness>

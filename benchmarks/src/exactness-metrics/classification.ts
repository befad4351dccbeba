import {
  accuracy,
  balancedAccuracy,
  type ClassAverage,
  classScores,
  cohenKappa,
  confusionMatrix,
  f1,
  fBeta,
  jaccard,
  likelihoodRatios,
  matthews,
  ordinalError,
  precision,
  recall,
  type ZeroDivision,
  zeroOneLoss,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import { type LabelCase, randomBinaryLabels, randomLabels, weighted } from './random-rows'

const peer = 'scikit-learn 1.9.1'

/** All labels, sorted, some of them, or none named. */
function randomOrder(dice: Dice, { truth, predicted }: LabelCase): (number | string)[] | null {
  if (dice.chance(0.5)) return null
  const all = [...new Set([...truth, ...predicted])]
  const chosen = dice.sample(all, dice.whole(1, all.length))
  return chosen.some((label) => truth.includes(label)) ? chosen : dice.sample(all, all.length)
}

const named = (labels: readonly (number | string)[] | null) => (labels === null ? {} : { labels })

interface AverageCase extends LabelCase {
  readonly labels: (number | string)[] | null
  readonly average: ClassAverage
  readonly zeroDivision: ZeroDivision
  readonly beta: number
}

function averageCase(dice: Dice): AverageCase {
  const average = dice.pick(['binary', 'micro', 'macro', 'weighted'])
  const rows = average === 'binary' ? randomBinaryLabels(dice) : randomLabels(dice)
  return {
    ...rows,
    average,
    labels: average === 'binary' ? null : randomOrder(dice, rows),
    zeroDivision: dice.pick([0, 1, 'nan']),
    beta: dice.pick([0, 0.5, 1, 2, 7.25]),
  }
}

const optionsOf = ({ average, labels, zeroDivision, weights }: AverageCase) => ({
  average,
  zeroDivision,
  ...named(labels),
  ...weighted(weights),
})

type AverageMeasure = (
  truth: (number | string)[],
  predicted: (number | string)[],
  options: ReturnType<typeof optionsOf>,
) => number

const averaged = (measure: AverageMeasure) =>
  exact({
    peer,
    make: averageCase,
    ours: (input) => measure(input.truth, input.predicted, optionsOf(input)),
  })

export const classification = {
  accuracy: exact({
    peer,
    make: (dice) => randomLabels(dice),
    ours: ({ truth, predicted, weights }) => accuracy(truth, predicted, weighted(weights)),
  }),
  zeroOneLoss: exact({
    peer,
    make: (dice) => randomLabels(dice),
    ours: ({ truth, predicted, weights }) => zeroOneLoss(truth, predicted, weighted(weights)),
  }),
  balancedAccuracy: exact({
    peer,
    make: (dice) => ({ ...randomLabels(dice), adjusted: dice.chance(0.5) }),
    ours: ({ truth, predicted, weights, adjusted }) =>
      balancedAccuracy(truth, predicted, { adjusted, ...weighted(weights) }),
  }),
  confusionMatrix: exact({
    peer,
    make(dice) {
      const rows = randomLabels(dice)
      const normalize = dice.pick([null, 'truth', 'predicted', 'all'])
      return { ...rows, normalize, labels: randomOrder(dice, rows) }
    },
    ours: ({ truth, predicted, weights, normalize, labels }) =>
      confusionMatrix(truth, predicted, {
        ...named(labels),
        ...weighted(weights),
        ...(normalize === null ? {} : { normalize }),
      }).counts,
  }),
  classScores: exact({
    peer,
    make: (dice) => ({ ...averageCase(dice), average: null }),
    ours({ truth, predicted, weights, labels, beta, zeroDivision }) {
      const options = { beta, zeroDivision, ...named(labels), ...weighted(weights) }
      const scores = classScores(truth, predicted, options)
      return [scores.precision, scores.recall, scores.fBeta, scores.support]
    },
  }),
  precision: averaged(precision),
  recall: averaged(recall),
  f1: averaged(f1),
  fBeta: exact({
    peer,
    make: averageCase,
    ours: (input) => fBeta(input.truth, input.predicted, { ...optionsOf(input), beta: input.beta }),
  }),
  jaccard: exact({
    peer,
    make: (dice) => ({ ...averageCase(dice), zeroDivision: dice.pick([0, 1]) }),
    ours: (input) => jaccard(input.truth, input.predicted, optionsOf(input)),
  }),
  matthews: exact({
    peer,
    make: (dice) => randomLabels(dice),
    ours: ({ truth, predicted, weights }) => matthews(truth, predicted, weighted(weights)),
  }),
  cohenKappa: exact({
    peer,
    make(dice) {
      const rows = randomLabels(dice)
      return { ...rows, labels: randomOrder(dice, rows), penalty: dice.pick(['none', 'linear', 'quadratic']) }
    },
    ours: ({ truth, predicted, weights, labels, penalty }) =>
      cohenKappa(truth, predicted, { penalty, ...named(labels), ...weighted(weights) }),
  }),
  likelihoodRatios: exact({
    peer,
    make: (dice) => randomBinaryLabels(dice),
    ours({ truth, predicted, weights }) {
      const { positive, negative } = likelihoodRatios(truth, predicted, { positive: 1, ...weighted(weights) })
      return [positive, negative]
    },
  }),
  ordinalError: exact({
    peer,
    make(dice) {
      const { truth, predicted, weights } = randomLabels(dice)
      const labels = [...new Set([...truth, ...predicted])]
      return { truth, predicted, weights, labels, average: dice.pick(['rows', 'classes']) }
    },
    ours: ({ truth, predicted, weights, labels, average }) =>
      ordinalError(truth, predicted, { labels, average, ...weighted(weights) }),
  }),
} satisfies Record<string, Exactness>

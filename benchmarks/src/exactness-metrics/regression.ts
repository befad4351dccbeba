import {
  explainedDeviance,
  explainedPinball,
  explainedVariance,
  kendall,
  maximumError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  pearson,
  pinballLoss,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  rSquared,
  spearman,
  tweedieDeviance,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import { randomRows, randomWeights, rounded, weighted } from './random-rows'

const peer = 'scikit-learn 1.9.1'

export interface PairCase {
  readonly truth: number[]
  readonly predicted: number[]
  readonly weights: number[] | null
}

/** True and predicted numbers: of any size, tied, constant, or right. */
export function numbers(dice: Dice): PairCase {
  const rows = Math.max(2, randomRows(dice))
  const decimals = dice.pick([0, 1, 17])
  const scale = dice.pick([1, 1, 1e-6, 1e6])
  const offset = dice.pick([0, 0, 100]) * scale
  const noise = dice.pick([0, 0.1, 1, 10])
  const weights = randomWeights(dice, rows)
  const drawn = dice.list(rows, () => offset + scale * rounded(dice.normal(), decimals))
  const counted = drawn.filter((_, row) => weights === null || weights[row]! > 0)
  // Of equal numbers other than powers of two the reference rounds the mean, and calls what is left variance.
  const constant = new Set(counted).size === 1 || dice.chance(0.1)
  const truth = constant ? drawn.map(() => 2) : drawn
  const predicted = truth.map((value) => value + scale * noise * rounded(dice.normal(), decimals))
  return { truth, predicted, weights }
}

/** The same above 0. */
export function amounts(dice: Dice): PairCase {
  const { truth, predicted, weights } = numbers(dice)
  const amount = (value: number) => Math.abs(value) + 0.125
  return { truth: truth.map(amount), predicted: predicted.map(amount), weights }
}

/**
 * Amounts from an eighth to some tens, of which not all are alike: the reference loses powers of greater ones to
 * rounding, and divides by 0 where truth is constant.
 */
function moderateAmounts(dice: Dice) {
  const rows = randomRows(dice)
  const decimals = dice.pick([0, 1, 17])
  const noise = dice.pick([0, 0.1, 1])
  const truth = [0.125, 1, ...dice.list(rows, () => rounded(Math.exp(dice.normal()), decimals) + 0.125)]
  const predicted = truth.map((value) => value * Math.exp(noise * dice.normal()))
  // Rows of weight 0 could leave one value of truth.
  const weights = randomWeights(dice, truth.length)?.map((weight) => weight + 0.5) ?? null
  return { truth, predicted, weights, power: dice.pick([-1.5, 0, 1, 1.5, 2, 3]) }
}

type PairMeasure = (
  truth: number[],
  predicted: number[],
  options: { readonly weights?: readonly number[] },
) => number

const paired = (measure: PairMeasure, make: (dice: Dice) => PairCase = numbers, who = peer) =>
  exact({
    peer: who,
    make,
    ours: ({ truth, predicted, weights }) => measure(truth, predicted, weighted(weights)),
  })

const scipy = 'SciPy 1.17.1'

export const regression = {
  meanSquaredError: paired(meanSquaredError),
  rootMeanSquaredError: paired(rootMeanSquaredError),
  meanAbsoluteError: paired(meanAbsoluteError),
  medianAbsoluteError: paired(medianAbsoluteError),
  maximumError: paired((truth, predicted) => maximumError(truth, predicted)),
  meanAbsolutePercentageError: paired(meanAbsolutePercentageError, amounts),
  meanSquaredLogError: paired(meanSquaredLogError, amounts),
  rootMeanSquaredLogError: paired(rootMeanSquaredLogError, amounts),
  rSquared: paired(rSquared),
  explainedVariance: paired(explainedVariance),
  pinballLoss: exact({
    peer,
    make: (dice) => ({ ...numbers(dice), quantile: dice.pick([0, 0.1, 0.5, 0.9, 1]) }),
    ours: ({ truth, predicted, weights, quantile }) =>
      pinballLoss(truth, predicted, { quantile, ...weighted(weights) }),
  }),
  explainedPinball: exact({
    peer,
    make: (dice) => ({ ...numbers(dice), quantile: dice.pick([0, 0.1, 0.5, 0.9, 1]) }),
    ours: ({ truth, predicted, weights, quantile }) =>
      explainedPinball(truth, predicted, { quantile, ...weighted(weights) }),
  }),
  tweedieDeviance: exact({
    peer,
    make: moderateAmounts,
    ours: ({ truth, predicted, weights, power }) =>
      tweedieDeviance(truth, predicted, { power, ...weighted(weights) }),
  }),
  explainedDeviance: exact({
    peer,
    make: moderateAmounts,
    ours: ({ truth, predicted, weights, power }) =>
      explainedDeviance(truth, predicted, { power, ...weighted(weights) }),
  }),
  pearson: paired((truth, predicted) => pearson(truth, predicted), numbers, scipy),
  spearman: paired((truth, predicted) => spearman(truth, predicted), numbers, scipy),
  kendall: paired((truth, predicted) => kendall(truth, predicted), numbers, scipy),
} satisfies Record<string, Exactness>

import { describe } from 'vitest'
import { Draws } from '../random/draws'
import * as regression from '../regression'
import { numberStreams } from '.'
import { column, type Family, pick, testPartitions, testTables } from './testing/partitions'

const draws = Draws.from(41)
const weights = column(() => draws.below(5) / 3 + 0.1)
const target = column(() => 5 + draws.below(1000) / 100)
const forecast = target.map((value) => value + draws.normal())
const weighted = { weights }
const history = [1, 3, 2, 5, 4, 4]

function exactly(value: number) {
  return { value, lower: value, upper: value, rankError: 0 }
}

const families: Readonly<Record<string, Family>> = {
  numbers: {
    table: numberStreams,
    batch: (at) => ({ truth: pick(target, at), predicted: pick(forecast, at), weights: pick(weights, at) }),
    cases: {
      meanSquaredError: [
        numberStreams.meanSquaredError(),
        regression.meanSquaredError(target, forecast, weighted),
      ],
      rootMeanSquaredError: [
        numberStreams.rootMeanSquaredError(),
        regression.rootMeanSquaredError(target, forecast, weighted),
      ],
      meanSquaredLogError: [
        numberStreams.meanSquaredLogError(),
        regression.meanSquaredLogError(target, forecast, weighted),
      ],
      rootMeanSquaredLogError: [
        numberStreams.rootMeanSquaredLogError(),
        regression.rootMeanSquaredLogError(target, forecast, weighted),
      ],
      meanAbsoluteError: [
        numberStreams.meanAbsoluteError(),
        regression.meanAbsoluteError(target, forecast, weighted),
      ],
      meanAbsolutePercentageError: [
        numberStreams.meanAbsolutePercentageError(),
        regression.meanAbsolutePercentageError(target, forecast, weighted),
      ],
      symmetricPercentageError: [
        numberStreams.symmetricPercentageError(),
        regression.symmetricPercentageError(target, forecast, weighted),
      ],
      meanAbsoluteScaledError: [
        numberStreams.meanAbsoluteScaledError({ history }),
        regression.meanAbsoluteScaledError(target, forecast, { history, weights }),
      ],
      pinballLoss: [
        numberStreams.pinballLoss({ quantile: 0.9 }),
        regression.pinballLoss(target, forecast, { quantile: 0.9, weights }),
      ],
      tweedieDeviance: [
        numberStreams.tweedieDeviance({ power: 1.5 }),
        regression.tweedieDeviance(target, forecast, { power: 1.5, weights }),
      ],
      poissonDeviance: [
        numberStreams.poissonDeviance(),
        regression.poissonDeviance(target, forecast, weighted),
      ],
      gammaDeviance: [numberStreams.gammaDeviance(), regression.gammaDeviance(target, forecast, weighted)],
      rSquared: [numberStreams.rSquared(), regression.rSquared(target, forecast, weighted)],
      explainedVariance: [
        numberStreams.explainedVariance(),
        regression.explainedVariance(target, forecast, weighted),
      ],
      explainedDeviance: [
        numberStreams.explainedDeviance({ power: 1.5 }),
        regression.explainedDeviance(target, forecast, { power: 1.5, weights }),
      ],
      'explainedDeviance of counts': [
        numberStreams.explainedDeviance({ power: 1 }),
        regression.explainedDeviance(target, forecast, { power: 1, weights }),
      ],
      'explainedDeviance of amounts': [
        numberStreams.explainedDeviance({ power: 2 }),
        regression.explainedDeviance(target, forecast, { power: 2, weights }),
      ],
      'explainedDeviance of normal rows': [
        numberStreams.explainedDeviance(),
        regression.explainedDeviance(target, forecast, weighted),
      ],
      maximumError: [numberStreams.maximumError(), regression.maximumError(target, forecast)],
    },
  },
  'numbers without weights': {
    table: numberStreams,
    batch: (at) => ({ truth: pick(target, at), predicted: pick(forecast, at) }),
    cases: {
      pearson: [numberStreams.pearson(), regression.pearson(target, forecast)],
      medianAbsoluteError: [
        numberStreams.medianAbsoluteError(),
        exactly(regression.medianAbsoluteError(target, forecast)),
      ],
      absoluteErrorQuantile: [
        numberStreams.absoluteErrorQuantile({ quantile: 0.5 }),
        exactly(regression.medianAbsoluteError(target, forecast)),
      ],
    },
  },
}

describe.each(Object.entries(families))('%s', (_, family) => testPartitions(family))

testTables(families)

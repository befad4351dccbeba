import { describe, expect, it } from 'vitest'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  explainedDeviance,
  explainedPinball,
  explainedVariance,
  gammaDeviance,
  kendall,
  maximumError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanAbsoluteScaledError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  pearson,
  pinballLoss,
  poissonDeviance,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  rSquared,
  spearman,
  symmetricPercentageError,
  tweedieDeviance,
} from '.'

const cases = readFixture<
  {
    name: string
    truth: number[]
    predicted: number[]
    weights: number[] | null
    expected: {
      mse: number
      rmse: number
      mae: number
      medae: number
      max: number
      r2: number
      ev: number
      pinball: [number, number, number][]
      tweedie: [number, number, number | null][]
      mape?: number
      msle?: number
      rmsle?: number
      correlation?: [number, number, number]
    }
  }[]
>(new URL('fixtures/regression.json', import.meta.url))

describe.each(cases)(
  'what scikit-learn and SciPy say of $name',
  ({ truth, predicted, weights, expected }) => {
    const options = weights === null ? {} : { weights }

    it('errors', () => {
      expectClose(meanSquaredError(truth, predicted, options), expected.mse, 'MSE')
      expectClose(rootMeanSquaredError(truth, predicted, options), expected.rmse, 'RMSE')
      expectClose(meanAbsoluteError(truth, predicted, options), expected.mae, 'MAE')
      expectClose(medianAbsoluteError(truth, predicted, options), expected.medae, 'median')
      expectClose(maximumError(truth, predicted), expected.max, 'maximum')
      const { mape, msle, rmsle } = expected
      if (mape !== undefined)
        expectClose(meanAbsolutePercentageError(truth, predicted, options), mape, 'MAPE')
      if (msle !== undefined) expectClose(meanSquaredLogError(truth, predicted, options), msle, 'MSLE')
      if (rmsle !== undefined) expectClose(rootMeanSquaredLogError(truth, predicted, options), rmsle, 'RMSLE')
    })

    it('shares explained, pinball and deviances', () => {
      expectClose(rSquared(truth, predicted, options), expected.r2, 'R²')
      expectClose(explainedVariance(truth, predicted, options), expected.ev, 'explained variance')
      for (const [quantile, loss, explained] of expected.pinball) {
        expectClose(pinballLoss(truth, predicted, { ...options, quantile }), loss, `pinball ${quantile}`)
        expectClose(explainedPinball(truth, predicted, { ...options, quantile }), explained, `D² ${quantile}`)
      }
      for (const [power, deviance, explained] of expected.tweedie) {
        const found = tweedieDeviance(truth, predicted, { ...options, power })
        expectClose(found, deviance, `deviance ${power}`)
        if (power === 1) expect(poissonDeviance(truth, predicted, options)).toBe(found)
        if (power === 2) expect(gammaDeviance(truth, predicted, options)).toBe(found)
        if (explained !== null)
          expectClose(explainedDeviance(truth, predicted, { ...options, power }), explained, `D² ${power}`)
      }
    })

    it('correlations', () => {
      if (expected.correlation === undefined) {
        expect(() => pearson(truth, predicted)).toThrow(/column is constant/)
        expect(() => kendall(truth, predicted)).toThrow(/column is constant/)
        return
      }
      const found = [pearson, spearman, kendall].map((measure) => measure(truth, predicted))
      expectAllClose(found, expected.correlation, 'correlation')
    })
  },
)

describe('by their definition', () => {
  it('symmetric percentage error', () => {
    expectClose(symmetricPercentageError([100, 0, 0], [50, 0, 3]), (50 / 75 + 0 + 2) / 3, 'sMAPE')
  })

  it('scaled error against the naive forecast', () => {
    const history = [1, 3, 2, 4, 3, 5]
    // One step: |2|+|1|+|2|+|1|+|2| = 8 in 5. Two steps: |1|·4 in 4.
    expectClose(meanAbsoluteScaledError([6, 4], [5, 4], { history }), 0.5 / (8 / 5), 'MASE')
    expectClose(meanAbsoluteScaledError([6, 4], [5, 4], { history, season: 2 }), 0.5, 'seasonal')
  })
})

describe('what is refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['NaN', () => meanSquaredError([1, 2], [1, Number.NaN]), /predicted\[1\] is NaN/],
    ['unequal lengths', () => rSquared([1, 2], [1]), /truth has 2 rows and predicted has 1/],
    ['nothing', () => meanAbsoluteError([], []), /truth is empty/],
    ['one row', () => rSquared([1], [1]), /a single row/],
    ['a percentage of 0', () => meanAbsolutePercentageError([1, 0], [1, 1]), /truth\[1\] is 0/],
    ['a logarithm of what is too small', () => meanSquaredLogError([1, -1], [1, 1]), /truth -1/],
    ['a count below 0', () => poissonDeviance([-1], [1]), /truth\[0\] is -1.*0 or more/],
    ['a predicted mean of 0', () => gammaDeviance([1], [0]), /predicted\[0\] is 0/],
    ['a power between 0 and 1', () => tweedieDeviance([1], [1], { power: 0.5 }), /power is 0.5/],
    ['a quantile above 1', () => pinballLoss([1], [1], { quantile: 2 }), /quantile is 2/],
    ['a history too short', () => meanAbsoluteScaledError([1], [1], { history: [1] }), /history has 1/],
    ['a flat history', () => meanAbsoluteScaledError([1], [1], { history: [2, 2] }), /repeats itself/],
    ['bad weights', () => rSquared([1, 2], [1, 2], { weights: [1, -1] }), /weights\[1\] is -1/],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })
})

describe('a constant truth, whose mean is rounded away from it', () => {
  const truth = new Array<number>(19).fill(101000000.1)
  const predicted = truth.map((value, row) => value + row - 7)
  const weights = truth.map((_, row) => 0.5 + row / 7)

  it('has no variance that could be explained', () => {
    for (const options of [{}, { weights }]) {
      expect(rSquared(truth, predicted, options)).toBe(0)
      expect(explainedVariance(truth, predicted, options)).toBe(0)
      expect(explainedDeviance(truth, predicted, { ...options, power: 1 })).toBe(0)
      expect(rSquared(truth, truth, options)).toBe(1)
      expect(explainedVariance(truth, truth, options)).toBe(1)
    }
    expect(rSquared([1, 2, 2, 2], [1, 2, 3, 2], { weights: [0, 1, 1, 1] })).toBe(0)
  })

  it('goes along with nothing', () => {
    const nearly = [0.00010099999999999999, 0.00009999999999999999, 0.00010099999999999999]
    expect(() => pearson([0.000101, 0.000101, 0.000101], nearly)).toThrow(/first column is constant/)
    expect(() => pearson(nearly, [0.1, 0.1, 0.1])).toThrow(/second column is constant/)
  })
})

import { RandomKey } from '@graftjs/base'
import { referenceEngine } from '@graftjs/core/testing'
import { describe, expect, it } from 'vitest'
import { TimeSlice } from '../rows/time-slice'
import { fitDenseLogisticRegression } from './dense-logistic-regression'
import { type FeatureMatrix, featuresOf, selectRows } from './feature-matrix'
import { fitLinearProbe, headOf, probabilitiesOf } from './linear-probe'
import { fitLogisticRegression } from './logistic-regression'

const engine = referenceEngine()
const options = { c: 3, gradientTolerance: 1e-6, maximumIterations: 500, slice: new TimeSlice() }

/** Rows around a centre for each class. */
function drawn(rows: number, columns: number, classes: number): { features: FeatureMatrix; of: Int32Array } {
  const key = RandomKey.from(3)
  const noise = key.fold(0).normal(rows * columns)
  const centres = key.fold(1).normal(classes * columns)
  const of = Int32Array.from({ length: rows }, (_, row) => row % classes)
  const data = Float32Array.from(noise, (value, i) => {
    const centre = centres[of[Math.floor(i / columns)]! * columns + (i % columns)]!
    return value + 0.7 * centre
  })
  return { features: { data, rows, columns }, of }
}

const sparse = ({ data, rows, columns }: FeatureMatrix) => ({
  columns,
  rows: Array.from({ length: rows }, (_, row) => ({
    columns: Int32Array.from({ length: columns }, (_, column) => column),
    values: Float64Array.from(data.subarray(row * columns, (row + 1) * columns)),
  })),
})

describe('fitDenseLogisticRegression', () => {
  it.each([2, 4])('equals the sparse one, which equals scikit-learn, for %i classes', async (classes) => {
    const { features, of } = drawn(60, 5, classes)
    const classWeights = Float64Array.from({ length: classes }, (_, label) => 1 + label)
    const wanted = await fitLogisticRegression(sparse(features), of, classes, { ...options, classWeights })
    const found = await fitDenseLogisticRegression(features, { kind: 'one', of }, classes, {
      ...options,
      classWeights,
      engine,
    })
    found.model.coefficients.forEach((value, i) => {
      expect(Math.abs(value - wanted.model.coefficients[i]!)).toBeLessThan(1e-3)
    })
    expect(found.minimum.value).toBeCloseTo(wanted.minimum.value, 6)
  })

  it('of any labels is one of two classes for each', async () => {
    const { features, of } = drawn(60, 5, 3)
    const targets = Float32Array.from({ length: 180 }, (_, i) => Number(of[Math.floor(i / 3)]! >= i % 3))
    const together = await fitDenseLogisticRegression(features, { kind: 'any', of: targets }, 3, {
      ...options,
      classWeights: new Float64Array(3).fill(1),
      engine,
    })
    const last = Int32Array.from({ length: 60 }, (_, row) => targets[row * 3 + 2]!)
    const alone = await fitLogisticRegression(sparse(features), last, 2, {
      ...options,
      classWeights: Float64Array.of(1, 1),
    })
    alone.model.coefficients.forEach((value, column) => {
      expect(Math.abs(value - together.model.coefficients[column * 3 + 2]!)).toBeLessThan(1e-2)
    })
  })
})

describe('fitLinearProbe', () => {
  it.each([2, 3])(
    'chooses the penalty that predicts best; %i classes as a layer say the same',
    async (classes) => {
      const { features, of } = drawn(120, 6, classes)
      const shifted = { ...features, data: features.data.map((value) => 5 + 20 * value) }
      const train = Array.from({ length: 80 }, (_, row) => row)
      const probe = await fitLinearProbe(
        selectRows(shifted, train),
        { kind: 'one', of: of.subarray(0, 80) },
        classes,
        {
          engine,
          c: [1e-4, 1, 1e4],
          classWeights: new Float64Array(classes).fill(1),
          seed: 1,
          slice: new TimeSlice(),
        },
      )
      expect(probe.tried.map(({ c }) => c)).toEqual([1e-4, 1, 1e4])
      const least = Math.min(...probe.tried.map(({ loss }) => loss))
      expect(probe.tried.find(({ c }) => c === probe.c)!.loss).toBe(least)
      const { weight, bias } = headOf(probe.model)
      let right = 0
      for (let row = 80; row < 120; row++) {
        const inputs = featuresOf(shifted, row)
        const scores = probabilitiesOf(probe.model, inputs, 'one')
        const logits = Array.from(bias, (value, label) =>
          inputs.reduce((sum, input, f) => sum + input * weight[label * 6 + f]!, value),
        )
        const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)))
        powers.forEach((power, label) => {
          expect(power / powers.reduce((a, b) => a + b, 0)).toBeCloseTo(scores[label]!, 4)
        })
        if (scores.indexOf(Math.max(...scores)) === of[row]) right++
      }
      expect(right).toBeGreaterThan(30)
    },
  )
})

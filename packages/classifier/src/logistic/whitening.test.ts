import { RandomKey } from '@graftjs/base'
import { referenceEngine } from '@graftjs/core/testing'
import { describe, expect, it } from 'vitest'
import { TimeSlice } from '../rows/time-slice'
import { fitDenseLogisticRegression } from './dense-logistic-regression'
import { type FeatureMatrix, featuresOf } from './feature-matrix'
import { probabilitiesOf } from './linear-probe'
import { whiteningBasis } from './whitening'

const engine = referenceEngine()
const slice = new TimeSlice()

/** Features that say nearly the same many times over, and little besides, as those of networks do. */
function entangled(
  rows: number,
  columns: number,
  classes: number,
): { features: FeatureMatrix; of: Int32Array } {
  const key = RandomKey.from(6)
  const causes = 8
  const mixing = key.fold(0).normal(columns * causes)
  const draws = key.fold(1).normal(rows * causes)
  const noise = key.fold(2).normal(rows * columns)
  const of = Int32Array.from({ length: rows }, (_, row) => row % classes)
  const data = Float32Array.from(noise, (own, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    let sum = 0.05 * own
    for (let k = 0; k < causes; k++)
      sum += mixing[column * causes + k]! * (draws[row * causes + k]! + (of[row] === k ? 1 : 0))
    return sum / Math.sqrt(columns)
  })
  return { features: { data, rows, columns }, of }
}

describe('whiteningBasis', () => {
  it('is made of numbers even where features repeat each other', async () => {
    const { features } = entangled(400, 200, 3)
    const data = features.data.map((_, i) => features.data[i - (i % 2)]!)
    const basis = await whiteningBasis({ ...features, data }, 1e-9, engine, slice)
    expect(basis.every(Number.isFinite)).toBe(true)
  })

  // 200 columns are halved once on the way.
  it.each([5, 200])(
    'B Bᵀ of %i columns is the inverse of 0.1 XᵀX / rows, and more on the diagonal',
    async (columns) => {
      const { features } = entangled(2 * columns, columns, 3)
      const penalty = 0.01
      const basis = await whiteningBasis(features, penalty, engine, slice)
      const { data, rows } = features
      const trace = data.reduce((sum, value) => sum + (0.1 * value * value) / rows, 0)
      const at = (i: number, j: number) => {
        let sum = i === j ? penalty + 0.01 * trace : 0
        for (let row = 0; row < rows; row++)
          sum += (0.1 * data[row * columns + i]! * data[row * columns + j]!) / rows
        return sum
      }
      let furthest = 0
      for (const i of [0, 1, columns >> 1, columns - 1]) {
        const matrixRow = Array.from({ length: columns }, (_, j) => at(i, j))
        // Row i of M B Bᵀ, which is that of the identity.
        const product = Array.from({ length: columns }, (_, k) =>
          matrixRow.reduce((sum, value, j) => sum + value * basis[j * columns + k]!, 0),
        )
        for (let j = 0; j < columns; j++) {
          const value = product.reduce((sum, one, k) => sum + one * basis[j * columns + k]!, 0)
          furthest = Math.max(furthest, Math.abs(value - (i === j ? 1 : 0)))
        }
      }
      expect(furthest).toBeLessThan(1e-3)
    },
  )

  it.each(['one', 'any'] as const)(
    'leads to the same model in fewer iterations, of %s label',
    async (kind) => {
      const classes = 4
      const { features, of } = entangled(400, 24, classes)
      const targets =
        kind === 'one'
          ? { kind, of }
          : { kind, of: Float32Array.from({ length: 400 * classes }, (_, i) => Number(of[i >> 2] === i % 4)) }
      const c = 100
      const options = {
        ...{ engine, c, slice, classWeights: new Float64Array(classes).fill(1) },
        ...{ gradientTolerance: 1e-6, maximumIterations: 1000 },
      }
      const basis = await whiteningBasis(features, 1 / (c * 400), engine, slice)
      const plain = await fitDenseLogisticRegression(features, targets, classes, options)
      const quick = await fitDenseLogisticRegression(features, targets, classes, { ...options, basis })
      console.log(`${plain.minimum.iterations} iterations, whitened ${quick.minimum.iterations}`)
      expect(quick.minimum.iterations).toBeLessThan(plain.minimum.iterations / 2)
      expect(quick.minimum.value).toBeCloseTo(plain.minimum.value, 5)
      for (let row = 0; row < 400; row += 7) {
        const [wanted, found] = [plain, quick].map(({ model }) =>
          probabilitiesOf(model, featuresOf(features, row), kind),
        )
        found!.forEach((value, label) => {
          expect(value).toBeCloseTo(wanted![label]!, 2)
        })
      }
      // From where it ended there is nothing left to do.
      const again = await fitDenseLogisticRegression(features, targets, classes, {
        ...{ ...options, gradientTolerance: 1e-5 },
        ...{ basis, start: quick.point },
      })
      expect(again.minimum.iterations).toBeLessThan(3)
    },
  )
})

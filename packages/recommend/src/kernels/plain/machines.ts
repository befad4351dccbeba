import type { Kernels } from '../kernels'
import { addScaled, dot } from './vectors'
import { floatAt, intAt, rowAt, type Views } from './views'

const { fround } = Math

interface Feature {
  readonly value: number
  readonly row: Float32Array
  /** Of length 1. */
  readonly weight: Float32Array
}

export const learnMachine =
  (views: Views): Kernels['learnMachine'] =>
  (_scratch, first, last, offsets, columns, ratings, mean, ...rest) => {
    const [userOffsets, userColumns, userValues, itemOffsets, itemColumns, itemValues, ...more] = rest
    const [itemFeatures, contexts, contextOffsets, contextColumns, contextValues, ...rates] = more
    const [contextFeatures, weights, features, width, rate, regularization] = rates
    const featuresOf = (row: number, from: number, at: readonly [number, number, number]): Feature[] => {
      const [start, end] = [intAt(views, at[0], row), intAt(views, at[0], row + 1)]
      return Array.from({ length: end - start }, (_, place) => {
        const column = from + intAt(views, at[1], start + place)
        return {
          value: floatAt(views, at[2], start + place),
          row: rowAt(views, features, column, width),
          weight: rowAt(views, weights, column, 1),
        }
      })
    }
    const shrink = fround(1 - fround(fround(rate) * fround(regularization)))
    for (let row = first; row < last; row++) {
      const ofUser = featuresOf(row, 0, [userOffsets, userColumns, userValues])
      for (let at = intAt(views, offsets, row); at < intAt(views, offsets, row + 1); at++) {
        const item = intAt(views, columns, at)
        const ofItem = featuresOf(item, itemFeatures, [itemOffsets, itemColumns, itemValues])
        const context = contexts === 0 ? 0 : intAt(views, contexts, at)
        const around =
          contexts === 0
            ? []
            : featuresOf(context, contextFeatures, [contextOffsets, contextColumns, contextValues])
        const all = [...ofUser, ...ofItem, ...around]
        const sum = new Float32Array(width)
        for (const { row: own, value } of all) addScaled(sum, own, value)
        const base = fround(fround(fround(fround(mean) + linear(ofUser)) + linear(ofItem)) + linear(around))
        const alone = fround(fround(squares(ofUser) + squares(ofItem)) + squares(around))
        const met = fround(base + fround(0.5 * fround(dot(sum, sum) - alone)))
        const step = fround(fround(rate) * fround(floatAt(views, ratings, at) - met))
        for (const feature of all) learn(feature, sum, step, shrink)
      }
    }
  }

const linear = (features: readonly Feature[]): number =>
  features.reduce((sum, { value, weight }) => fround(sum + fround(value * weight[0]!)), 0)

const squares = (features: readonly Feature[]): number =>
  features.reduce((sum, { value, row }) => fround(sum + fround(fround(value * value) * dot(row, row))), 0)

function learn({ value, row, weight }: Feature, sum: Float32Array, step: number, shrink: number): void {
  const own = fround(step * value)
  weight[0] = fround(shrink * weight[0]!) + own
  row.forEach((number, d) => {
    row[d] = fround(shrink * number) + fround(own * fround(sum[d]! - fround(value * number)))
  })
}

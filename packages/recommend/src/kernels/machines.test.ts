import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

const matrix = randomRows(20, 15, 14)
const [width, mean, rate, regularization] = [8, 1.2, 0.002, 0.05] as const
const userFeatures = randomRows(20, 6, 15)
const itemFeatures = randomRows(15, 5, 16)
const contextFeatures = randomRows(7, 4, 17)
/** The context of each rating. */
const contexts = matrix.indices.map((item, at) => (3 * item + at) % 7)

describe.each([false, true])('learnMachine, with contexts: %s', (inContext) => {
  const count = inContext ? 15 : 11
  const start = Float32Array.from(RandomKey.from(1).normal(count * width), (value) => 0.2 * value)
  const { features, weights } = both((memory) => {
    const put = laidDown(memory)
    const [features, weights] = [memory.floats(count * width), memory.floats(count)]
    features.set(start)
    const rows = [userFeatures, itemFeatures, contextFeatures].map(
      ({ offsets, indices, values }) => [put(offsets), put(indices), put(values)] as const,
    )
    const data = [put(matrix.offsets), put(matrix.indices), put(matrix.values), mean] as const
    const contextOf = put(contexts)
    const scratch = memory.bytes(4 * width)
    return {
      run: (kernels) => {
        const around: readonly [number, number, number, number, number] = inContext
          ? [contextOf, ...rows[2]!, 11]
          : [0, 0, 0, 0, 0]
        const state = [weights.byteOffset, features.byteOffset, width, rate, regularization] as const
        for (let epoch = 0; epoch < 3; epoch++)
          kernels.learnMachine(scratch, 0, 20, ...data, ...rows[0]!, ...rows[1]!, 6, ...around, ...state)
      },
      results: { features, weights },
    }
  })

  it('takes the steps of the paper, one by one', () => {
    const v = Array.from({ length: count }, (_, row) => [...start.subarray(row * width, (row + 1) * width)])
    const w = new Array<number>(count).fill(0)
    const of = ({ offsets, indices, values }: typeof matrix, row: number, from: number) =>
      Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, at) => ({
        f: from + indices[offsets[row]! + at]!,
        x: values[offsets[row]! + at]!,
      }))
    for (let epoch = 0; epoch < 3; epoch++) {
      for (let user = 0; user < 20; user++) {
        for (let at = matrix.offsets[user]!; at < matrix.offsets[user + 1]!; at++) {
          const own = [
            ...of(userFeatures, user, 0),
            ...of(itemFeatures, matrix.indices[at]!, 6),
            ...(inContext ? of(contextFeatures, contexts[at]!, 11) : []),
          ]
          let met = mean + own.reduce((sum, { f, x }) => sum + w[f]! * x, 0)
          own.forEach((a, i) => {
            for (const b of own.slice(i + 1))
              met += a.x * b.x * v[a.f]!.reduce((sum, value, d) => sum + value * v[b.f]![d]!, 0)
          })
          const error = matrix.values[at]! - met
          const slopes = own.map(({ f, x }) =>
            v[f]!.map((_, d) =>
              own.reduce((sum, other) => (other.f === f ? sum : sum + x * other.x * v[other.f]![d]!), 0),
            ),
          )
          own.forEach(({ f, x }, i) => {
            w[f]! += rate * (error * x - regularization * w[f]!)
            v[f] = v[f]!.map((value, d) => value + rate * (error * slopes[i]![d]! - regularization * value))
          })
        }
      }
    }
    const near = (found: Float32Array, expected: readonly number[]) =>
      found.forEach((value, at) => {
        expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-4)
      })
    near(weights, w)
    near(features, v.flat())
  })
})

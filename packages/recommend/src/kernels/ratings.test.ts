import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

const matrix = randomRows(30, 25, 11)
const width = 16
const [rate, regularization, mean] = [0.02, 0.05, 1.5]

describe.each([
  ['biased factors', false],
  ['SVD++', true],
])('learnRatings of %s', (_, withImplicit) => {
  const draw = (seed: number, rows: number) =>
    Float32Array.from(RandomKey.from(seed).normal(rows * width), (value) => 0.1 * value)
  const learnt = both((memory) => {
    const put = laidDown(memory)
    const [users, items, implicit] = [
      memory.floats(30 * width),
      memory.floats(25 * width),
      memory.floats(25 * width),
    ]
    users.set(draw(1, 30))
    items.set(draw(2, 25))
    implicit.set(draw(3, 25))
    const [userBiases, itemBiases] = [memory.floats(30), memory.floats(25)]
    const data = [put(matrix.offsets), put(matrix.indices), put(matrix.values), mean] as const
    const biases = [userBiases.byteOffset, itemBiases.byteOffset] as const
    const factors = [
      users.byteOffset,
      items.byteOffset,
      withImplicit ? implicit.byteOffset : 0,
      width,
    ] as const
    const scratch = memory.bytes(8 * width)
    return {
      run: (kernels) => {
        for (let epoch = 0; epoch < 3; epoch++) {
          kernels.learnRatings(scratch, 0, 30, ...data, ...biases, ...factors, rate, regularization)
        }
      },
      results: { users, items, implicit, userBiases, itemBiases },
    }
  })

  it('takes the steps of the paper, one by one', () => {
    const rows = (values: Float32Array) =>
      Array.from({ length: values.length / width }, (_, row) => [
        ...values.subarray(row * width, (row + 1) * width),
      ])
    const [p, q, y] = [draw(1, 30), draw(2, 25), draw(3, 25)].map(rows)
    const [bu, bi] = [new Array<number>(30).fill(0), new Array<number>(25).fill(0)]
    const { offsets, indices, values } = matrix
    for (let epoch = 0; epoch < 3; epoch++) {
      for (let u = 0; u < 30; u++) {
        const own = [...indices.subarray(offsets[u], offsets[u + 1])]
        own.forEach((i, at) => {
          const root = Math.sqrt(own.length)
          const shown = p![u]!.map((_, d) =>
            withImplicit ? own.reduce((sum, j) => sum + y![j]![d]!, 0) / root : 0,
          )
          const product = q![i]!.reduce((sum, value, d) => sum + value * (p![u]![d]! + shown[d]!), 0)
          const error = values[offsets[u]! + at]! - (mean + bu[u]! + bi[i]! + product)
          bu[u]! += rate * (error - regularization * bu[u]!)
          bi[i]! += rate * (error - regularization * bi[i]!)
          for (let d = 0; d < width; d++) {
            const [user, item] = [p![u]![d]!, q![i]![d]!]
            p![u]![d]! += rate * (error * item - regularization * user)
            q![i]![d]! += rate * (error * (user + shown[d]!) - regularization * item)
            if (!withImplicit) continue
            for (const j of own) y![j]![d]! += rate * ((error * item) / root - regularization * y![j]![d]!)
          }
        })
      }
    }
    const near = (found: Float32Array, expected: readonly number[]) =>
      found.forEach((value, at) => {
        expect(Math.abs(value - expected[at]!)).toBeLessThan(2e-5)
      })
    near(learnt.users, p!.flat())
    near(learnt.items, q!.flat())
    near(learnt.implicit, y!.flat())
    near(learnt.userBiases, bu)
    near(learnt.itemBiases, bi)
  })
})

import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import '../../methods'
import { tensor } from '../../tensor/create'
import type { Tensor } from '../../tensor/tensor'
import { referenceEngine } from '../../testing'
import { compile } from '../../transform/compile'
import { grad } from '../../transform/grad'
import { add, divide, multiply, subtract } from '../arithmetic'
import { sum } from '../broadcast'
import { mean } from '../reduction'
import { sqrt } from '../unary'
import { standardize } from './standardize'

const engine = referenceEngine()
const epsilon = 0.1

interface Case {
  readonly shape: readonly number[]
  readonly axes: readonly number[]
  readonly affine: readonly number[]
}

type Arguments = Readonly<Record<'x' | 'scale' | 'offset', Tensor>>
type Result = Readonly<Record<'result' | 'mean' | 'variance', Tensor>>

/** The same by its definition, whose gradients are those of its parts. */
function plainly({ x, scale, offset }: Arguments, axes: readonly number[]): Result {
  const over = { axes, keepDimensions: true }
  const center = mean(x, over)
  const centered = subtract(x, center)
  const variance = mean(multiply(centered, centered), over)
  const normalized = divide(centered, sqrt(add(variance, epsilon)))
  return { result: add(multiply(normalized, scale), offset), mean: center, variance }
}

describe('standardize', () => {
  it.each<Case>([
    { shape: [3, 2, 4], axes: [0, 2], affine: [2, 1] },
    { shape: [2, 3, 2, 2], axes: [2, 3], affine: [3, 2, 1] },
  ])(
    'has the first and second derivatives of its parts, $shape over $axes',
    async ({ shape, axes, affine }) => {
      let drawn = 0
      const random = (sizes: readonly number[]) => {
        const count = sizes.reduce((product, size) => product * size, 1)
        return tensor(Float32Array.from(RandomKey.from(drawn++).normal(count)), { shape: sizes })
      }
      const given = { x: random(shape), scale: random(affine), offset: random(affine) }
      const weights = [random(shape), random(shape), random(affine), random(affine)]
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      const statistics = [random(kept), random(kept)]
      const derivatives = (f: (given: Arguments) => Result) => {
        const loss = (arguments_: Arguments) => {
          const { result, mean, variance } = f(arguments_)
          const parts = [multiply(multiply(result, result), weights[0]!), multiply(mean, statistics[0]!)]
          return [...parts, multiply(variance, statistics[1]!)].map((part) => sum(part)).reduce(add)
        }
        const slope = (arguments_: Arguments) => {
          const { x, scale, offset } = grad(loss)(arguments_)
          return [x, scale, offset].map((gradient, i) => sum(multiply(gradient, weights[i + 1]!))).reduce(add)
        }
        return compile((arguments_: Arguments) => [grad(loss)(arguments_), grad(slope)(arguments_)], {
          engine,
        })
      }
      const found = await derivatives((all) =>
        standardize(all.x, { axes, epsilon, scale: all.scale, offset: all.offset }),
      )(given)
      const expected = await derivatives((all) => plainly(all, axes))(given)
      for (const order of [0, 1]) {
        for (const name of ['x', 'scale', 'offset'] as const) {
          const wanted = Float64Array.from(await expected[order]![name].data(), Number)
          const mine = Float64Array.from(await found[order]![name].data(), Number)
          expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0.1)
          for (const [i, value] of wanted.entries()) expect(mine[i]).toBeCloseTo(value, 4)
        }
      }
    },
  )
})

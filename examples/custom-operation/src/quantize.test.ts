import { RandomKey } from '@graftjs/base'
import { compile, type Engine, grad, sum, type Tensor, tensor } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bits, drawSums, errorOf, learnQuantized } from './learn-quantized'
import { quantize } from './quantize'

const levels = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]

describe('quantize', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  it('rounds, and lets gradients through where nothing was cut off', async () => {
    const x = tensor([0.2, -0.3, 1.4, 5, -1.6, -9])
    const rounded = await compile((numbers: Tensor) => quantize(numbers, bits), { engine })(x)
    expect(await rounded.array()).toEqual([0, -0.5, 1.5, 1.5, -1.5, -1.5])
    const loss = (numbers: Tensor) => sum(quantize(numbers, bits).multiply(2))
    expect(await (await compile(grad(loss), { engine })(x)).array()).toEqual([2, 2, 2, 0, 2, 0])
  })

  it('lets weights be learned through their rounding, better than rounding them afterwards', async () => {
    const wanted = [0.75, 0.7, -0.8, 1.2]
    const problem = drawSums(wanted, RandomKey.from(5))
    const learned = errorOf(await learnQuantized(problem, engine), problem)
    const afterwards = errorOf(
      wanted.map((weight) => Math.round(weight / bits.step) * bits.step),
      problem,
    )
    const all = levels.flatMap((a) =>
      levels.flatMap((b) => levels.flatMap((c) => levels.map((d) => errorOf([a, b, c, d], problem)))),
    )
    expect(learned).toBeLessThan(0.8 * afterwards)
    expect(learned).toBeLessThan(all.sort((a, b) => a - b)[10]!)
  })
})

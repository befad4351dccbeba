import { RandomKey } from '@graftjs/base'
import { compile, type Engine, grad, multiply, softmax, sum, type Tensor, tensor } from '@graftjs/core'
import { onnxEngine } from '@graftjs/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sparsemax, sparsemaxByHand } from './sparsemax'

const [ROWS, CLASSES] = [40, 7]
const numbers = (seed: number, scale: number) =>
  Float32Array.from(RandomKey.from(seed).normal(ROWS * CLASSES), (value) => scale * value)

describe('sparsemax', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine()
  })
  afterAll(() => engine.close())

  const rowsOf = async (f: (scores: Tensor) => Tensor, scores: Float32Array) => {
    const data = await (await compile(f, { engine })(tensor(scores, { shape: [ROWS, CLASSES] }))).data()
    return Array.from({ length: ROWS }, (_, row) =>
      Array.from(data.subarray(row * CLASSES, (row + 1) * CLASSES), Number),
    )
  }

  it('is the point of the simplex that is nearest to the scores', async () => {
    const scores = numbers(1, 2)
    const points = await rowsOf(sparsemax, scores)
    const others = await rowsOf(softmax, scores)
    const distance = (point: readonly number[], row: number) =>
      Math.hypot(...point.map((value, at) => value - scores[row * CLASSES + at]!))
    for (const [row, point] of points.entries()) {
      expect(Math.min(...point)).toBeGreaterThanOrEqual(0)
      expect(point.reduce((total, value) => total + value)).toBeCloseTo(1, 5)
      // Nearest: no step towards a corner or towards softmax comes closer.
      const corners = Array.from({ length: CLASSES }, (_, corner) =>
        point.map((_, at) => Number(at === corner)),
      )
      for (const other of [...corners, others[row]!]) {
        const step = point.map((value, at) => 0.99 * value + 0.01 * other[at]!)
        expect(distance(step, row)).toBeGreaterThanOrEqual(distance(point, row) - 1e-6)
      }
    }
    expect(points.flat().filter((value) => value === 0).length).toBeGreaterThan(points.flat().length / 2)
  })

  it('has the same gradient by hand as by its parts, and as finite differences', async () => {
    const scores = numbers(2, 1)
    const weights = tensor(numbers(3, 1), { shape: [ROWS, CLASSES] })
    const loss = (f: (x: Tensor) => Tensor) => (x: Tensor) => sum(multiply(f(x), weights))
    const [derived, byHand] = [
      (await rowsOf(grad(loss(sparsemax)), scores)).flat(),
      (await rowsOf(grad(loss(sparsemaxByHand)), scores)).flat(),
    ]
    const worst = Math.max(...derived.map((value, at) => Math.abs(value - byHand[at]!)))
    expect(worst).toBeLessThan(1e-5)

    const at = 10
    const moved = async (by: number) => {
      const other = scores.slice()
      other[at]! += by
      return (await compile(loss(sparsemax), { engine })(tensor(other, { shape: [ROWS, CLASSES] }))).item()
    }
    expect(((await moved(0.01)) - (await moved(-0.01))) / 0.02).toBeCloseTo(byHand[at]!, 2)
  })
})

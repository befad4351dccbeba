import { RandomKey } from '@graftjs/base'
import { onnxEngine } from '@graftjs/onnx'
import { describe, expect, it } from 'vitest'
import { closedForm } from './closed-form'
import { drawFlats } from './flats'
import { regress } from './regress'

describe('closedForm', () => {
  it('finds the line that points lie on, though the first pivot is 0', () => {
    const rows = [
      [0, 1],
      [2, 3],
      [5, -1],
      [1, 1],
    ]
    const { offset, weights } = closedForm(
      rows,
      rows.map(([a, b]) => 4 - 2 * a! + 0.5 * b!),
    )
    for (const [index, value] of [4, -2, 0.5].entries()) {
      expect([offset, ...weights][index]).toBeCloseTo(value, 10)
    }
  })

  // numpy.polyfit([1, 2, 3, 5], [1, 3, 2, 6], 1): 1.142857142857143, -0.14285714285714454
  it('is NumPy’s least squares where they do not', () => {
    const { offset, weights } = closedForm([[1], [2], [3], [5]], [1, 3, 2, 6])
    expect(weights[0]).toBeCloseTo(8 / 7, 10)
    expect(offset).toBeCloseTo(-1 / 7, 10)
  })
})

describe('regress', () => {
  it('descends to the closed form', async () => {
    const engine = await onnxEngine()
    const { rows, rents } = drawFlats(200, RandomKey.from(3))
    const exact = closedForm(rows, rents)
    const descended = await regress(rows, rents, { engine })
    await engine.close()
    expect(descended.offset / exact.offset).toBeCloseTo(1, 4)
    for (const [index, weight] of exact.weights.entries()) {
      expect(descended.weights[index]! / weight).toBeCloseTo(1, 3)
    }
  })
})

import { RandomKey } from '@graftjs/base'
import { expect, it } from 'vitest'
import '../methods'
import { add, multiply } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { slice } from '../ops/layout'
import { sigmoid, tanh } from '../ops/unary'
import { tensor, zeros } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { compile } from '../transform/compile'
import { grad } from '../transform/grad'
import { lstmCell } from './lstm-cell'

interface Step {
  readonly hidden: Tensor
  readonly cell: Tensor
}

/** The same by its definition, whose gradients are those of its parts. */
function plainly(sums: Tensor, last: Tensor): Step {
  const [i, f, g, o] = [0, 1, 2, 3].map((gate) => slice(sums, 1, 3 * gate, 3 * gate + 3))
  const cell = add(multiply(sigmoid(f!), last), multiply(sigmoid(i!), tanh(g!)))
  return { hidden: multiply(sigmoid(o!), tanh(cell)), cell }
}

it.each(['hidden', 'cell', 'both'])(
  'has the first and second derivatives of its parts, by %s',
  async (by) => {
    const engine = referenceEngine()
    const random = (seed: number, columns: number) =>
      tensor(Float32Array.from(RandomKey.from(seed).normal(2 * columns)), { shape: [2, columns] })
    const given = { sums: random(1, 12), last: random(2, 3) }
    const weights = [random(3, 3), random(4, 3), random(5, 12), random(6, 3)]
    const derivatives = (f: typeof plainly) => {
      const loss = ({ sums, last }: typeof given) => {
        const { hidden, cell } = f(sums, last)
        const parts = [
          ...(by === 'cell' ? [] : [multiply(multiply(hidden, hidden), weights[0]!)]),
          ...(by === 'hidden' ? [] : [multiply(multiply(cell, cell), weights[1]!)]),
        ]
        return parts.map((part) => sum(part)).reduce(add)
      }
      const slope = (named: typeof given) => {
        const { sums, last } = grad(loss)(named)
        return add(sum(multiply(sums, weights[2]!)), sum(multiply(last, weights[3]!)))
      }
      return compile((named: typeof given) => [grad(loss)(named), grad(slope)(named)], { engine })(given)
    }
    const [found, expected] = [await derivatives(lstmCell), await derivatives(plainly)]
    for (const order of [0, 1]) {
      for (const name of ['sums', 'last'] as const) {
        const wanted = Float64Array.from(await expected[order]![name].data(), Number)
        const mine = Float64Array.from(await found[order]![name].data(), Number)
        expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0.01)
        for (const [index, value] of wanted.entries()) expect(mine[index]).toBeCloseTo(value, 5)
      }
    }
  },
)

it('says what does not fit', () => {
  expect(() => lstmCell(zeros([2, 8]), zeros([2, 3]))).toThrow(/four gates.*\[2, 8\] and \[2, 3\]/)
})

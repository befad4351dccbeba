import { describe, expect, it } from 'vitest'
import { add, multiply } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { matmul } from '../ops/matmul'
import { round, tanh } from '../ops/unary'
import { tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing/reference/reference-engine'
import { checkpoint } from './checkpoint'
import { compile } from './compile'
import { customGradient } from './custom-gradient'
import { grad } from './grad'
import { traceGraph } from './trace-graph'

const engine = referenceEngine()
const weights = tensor([
  [0.3, -0.2],
  [0.5, 0.9],
])
const x = tensor([
  [0.1, -0.4],
  [-0.7, 1.3],
])

const block = (x: Tensor, weights: Tensor): Tensor => tanh(matmul(tanh(x), weights))

describe('checkpoint', () => {
  it('changes no bit of results and gradients, and gives equal second derivatives', async () => {
    const other = multiply(weights, 0.7)
    const loss = (f: typeof block) => (x: Tensor, w: Tensor) => sum(multiply(f(f(x, w), other), x))
    const second = (f: typeof block) => (x: Tensor, w: Tensor) => sum(grad(loss(f))(x, w))
    const of = async (make: (f: typeof block) => typeof block, f: typeof block) =>
      engine.exact(await compile(make(f), { engine })(x, weights))
    for (const make of [loss, (f: typeof block) => grad(loss(f))]) {
      expect(await of(make, checkpoint(block))).toEqual(await of(make, block))
    }
    const twice = (f: typeof block) => grad(second(f))
    const expected = await of(twice, block)
    expect([...(await of(twice, checkpoint(block)))]).toEqual([...expected].map((v) => expect.closeTo(v, 12)))
  })

  it('gives gradients to what it closes over', async () => {
    const loss = (w: Tensor) => sum(checkpoint((x: Tensor) => block(x, w))(x))
    const plain = (w: Tensor) => sum(block(x, w))
    const [a, b] = [
      await compile(grad(loss), { engine })(weights),
      await compile(grad(plain), { engine })(weights),
    ]
    expect(engine.exact(a)).toEqual(engine.exact(b))
  })

  it('computes its block again, after the gradient that it is for', () => {
    const loss = (f: typeof block) => (x: Tensor, w: Tensor) => sum(f(x, w))
    const shape = [2, 2]
    const inputs = { x: { dtype: 'float32', shape }, w: { dtype: 'float32', shape } } as const
    const names = (f: typeof block) =>
      traceGraph(({ x, w }) => ({ value: loss(f)(x!, w!), gradient: grad(loss(f))(x!, w!) }), inputs)
        .graph.nodes.map(({ op }) => op.name)
        .filter((name) => name === 'tanh' || name === 'checkpoint')
    expect(names(block)).toEqual(['tanh', 'tanh'])
    expect(names(checkpoint(block))).toEqual(['checkpoint', 'tanh', 'tanh'])
  })
})

describe('customGradient', () => {
  it('takes the gradient that it is given, also a second time', async () => {
    const through = customGradient(
      (x: Tensor) => round(x),
      ({ gradient }) => [gradient],
    )
    const cube = customGradient(
      (x: Tensor) => multiply(multiply(x, x), x),
      ({ inputs: [x], gradient }) => [multiply(gradient, multiply(multiply(x!, x!), 3))],
    )
    const of = async (f: (x: Tensor) => Tensor) => [
      ...engine.exact(await compile(grad(f), { engine })(tensor([0.4, 1.6]))),
    ]
    expect(await of((x) => sum(through(x)))).toEqual([1, 1])
    const expected = [0.4, 1.6].map(Math.fround)
    expect(await of((x) => sum(cube(x)))).toEqual(
      expected.map((v) => 3 * (v * v)).map((v) => expect.closeTo(v)),
    )
    expect(await of((x) => sum(grad((x: Tensor) => sum(cube(x)))(x)))).toEqual(
      expected.map((v) => expect.closeTo(6 * v)),
    )
  })

  it('refuses a gradient of another shape', () => {
    const wrong = customGradient(
      (a: Tensor, b: Tensor) => add(a, b),
      ({ gradient }) => [gradient, gradient],
    )
    expect(() => grad((b: Tensor) => sum(wrong(x, b)))(tensor([1, 2]))).toThrow(
      'A custom gradient returned [2, 2] for input 1, which is [2].',
    )
  })
})

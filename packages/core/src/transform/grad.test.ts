import { describe, expect, it } from 'vitest'
import { add, multiply, subtract } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { cast, stopGradient } from '../ops/cast'
import { exp, tanh } from '../ops/unary'
import { scalar, tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing/reference/reference-engine'
import { evaluate } from './evaluate'
import { grad, valueAndGrad } from './grad'

const engine = referenceEngine()

async function numberOf(x: Tensor): Promise<number> {
  await evaluate([x], engine)
  return engine.exact(x)[0]!
}

const at = (value: number) => scalar(value, 'float64')
const cube = (x: Tensor) => multiply(x, multiply(x, x))

describe('gradients', () => {
  it('are taken again and again: x³, 3x², 6x, 6, 0', async () => {
    const first = grad(cube)
    const second = grad((x: Tensor) => first(x))
    const third = grad((x: Tensor) => second(x))
    const fourth = grad((x: Tensor) => third(x))
    const values = await Promise.all([first, second, third, fourth].map((f) => numberOf(f(at(2)))))
    expect(values).toEqual([12, 12, 6, 0])
  })

  it('do not confuse the variables of nested gradients', async () => {
    // d/dx [x · d/dy (x + y)] = 1, not 2: the classic perturbation confusion (Siskind and Pearlmutter 2005).
    const f = (x: Tensor) => multiply(x, grad((y: Tensor) => add(x, y))(at(1)))
    expect(await numberOf(grad(f)(at(3)))).toBe(1)
    // d/dx [x · d/dy (x·y) at y = x] = d/dx x² = 2x.
    const g = (x: Tensor) => multiply(x, grad((y: Tensor) => multiply(x, y))(x))
    expect(await numberOf(grad(g)(at(3)))).toBe(6)
  })

  it('do not count a use of the same tensor from outside', async () => {
    const x = at(5)
    expect(await numberOf(grad((inside: Tensor) => multiply(inside, x))(x))).toBe(5)
  })

  it('add up over all uses, and over all paths', async () => {
    const f = (x: Tensor) => add(multiply(x, x), multiply(exp(x), x))
    expect(await numberOf(grad(f)(at(0.5)))).toBeCloseTo(1 + 1.5 * Math.exp(0.5), 12)
  })

  it('come as a tree, zero where the loss does not depend on a tensor, other dtypes unchanged', async () => {
    const tree = { used: tensor([1, 2]), unused: tensor([3, 4, 5]), indices: tensor([1], { dtype: 'int32' }) }
    const { value, gradients } = valueAndGrad((p: typeof tree) => sum(multiply(p.used, p.used)))(tree)
    await evaluate([value, gradients.used, gradients.unused], engine)
    expect([...engine.exact(value)]).toEqual([5])
    expect([...engine.exact(gradients.used)]).toEqual([2, 4])
    expect([...engine.exact(gradients.unused)]).toEqual([0, 0, 0])
    expect(gradients.indices).toBe(tree.indices)
  })

  it('return what stands beside the loss', async () => {
    const f = (x: Tensor) => ({ loss: sum(x), doubled: add(x, x) })
    const { value } = valueAndGrad(f)(tensor([1, 2]))
    await evaluate([value.doubled], engine)
    expect([...engine.exact(value.doubled)]).toEqual([2, 4])
  })

  it('stop where they are told to', async () => {
    const f = (x: Tensor) => multiply(stopGradient(multiply(x, x)), x)
    expect(await numberOf(grad(f)(at(3)))).toBe(9)
  })

  it('do not pass through whole numbers', async () => {
    const f = (x: Tensor) => multiply(cast(cast(x, 'int32'), 'float64'), x)
    expect(await numberOf(grad(f)(at(2.5)))).toBe(2)
  })

  it('follow a loop of a thousand steps', async () => {
    const f = (x: Tensor) => {
      let y = x
      for (let i = 0; i < 1000; i++) y = subtract(y, multiply(tanh(y), 0.001))
      return y
    }
    const [h, x] = [1e-5, 0.7]
    const difference = ((await numberOf(f(at(x + h)))) - (await numberOf(f(at(x - h))))) / (2 * h)
    expect(await numberOf(grad(f)(at(x)))).toBeCloseTo(difference, 8)
  })

  it('need one floating-point number', () => {
    expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(/one number/)
    expect(() => grad((x: Tensor) => cast(sum(x), 'int32'))(tensor([1, 2]))).toThrow(/int32/)
  })
})

import { describe, expect, it } from 'vitest'
import { applyAll, defineOp } from '../ops/apply'
import { add, multiply } from '../ops/arithmetic'
import { sum } from '../ops/broadcast'
import { literal } from '../ops/source'
import { tensor } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing/reference/reference-engine'
import { evaluate } from '../transform/evaluate'
import { backward, gradientsOf } from './differentiate'

const engine = referenceEngine()

async function numbers(x: Tensor | undefined): Promise<number[]> {
  if (!x) return []
  await evaluate([x], engine)
  return [...engine.exact(x)]
}

/** A composite of two results without a gradient of its own. */
const sumAndProduct = defineOp({
  name: 'sumAndProduct',
  infer: ([a]) => [
    { shape: a!.shape, dtype: a!.dtype },
    { shape: a!.shape, dtype: a!.dtype },
  ],
  compose: ([a, b]) => [add(a!, b!), multiply(a!, b!)],
})

describe('reverse-mode differentiation', () => {
  it('goes through a composite by its composition', async () => {
    const [a, b] = [tensor([2]), tensor([5])]
    const [total, product] = applyAll(sumAndProduct, [a, b], {})
    const found = gradientsOf(sum(add(multiply(total!, 10), product!)), [a, b])
    expect(await Promise.all(found.map(numbers))).toEqual([[15], [12]])
  })

  it('counts a tensor once for each place where a composite takes it', async () => {
    const x = tensor([3])
    const [, product] = applyAll(sumAndProduct, [x, x], {})
    const [found] = gradientsOf(sum(product!), [x])
    expect(await numbers(found)).toEqual([6])
  })

  it('needs only one of several results', async () => {
    const [a, b] = [tensor([2]), tensor([5])]
    const [total] = applyAll(sumAndProduct, [a, b], {})
    const found = gradientsOf(sum(total!), [a, b])
    expect(await Promise.all(found.map(numbers))).toEqual([[1], [1]])
  })

  it('starts from any gradients of the results, also of an input itself', async () => {
    const x = tensor([1, 2])
    const y = multiply(x, x)
    const [found] = backward([y, x], [literal(1), literal(100)], [x])
    expect(await numbers(found)).toEqual([102, 104])
    expect(backward([tensor([1])], [literal(1)], [x])).toEqual([undefined])
  })
})

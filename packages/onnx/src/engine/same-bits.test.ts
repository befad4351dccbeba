import { existsSync } from 'node:fs'
import { RandomKey } from '@graftjs/base'
import {
  add,
  compile,
  type Engine,
  fromTypedArray,
  layerNorm,
  sum,
  type Tensor,
  valueAndGrad,
} from '@graftjs/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onnxEngine } from './onnx-engine'

const isBuilt = existsSync(new URL('../../dist/binding-child.cjs', import.meta.url))

describe.each(['native', ...(isBuilt ? ['binding' as const] : [])] as const)('%s', (runtime) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine({ runtime })
  })
  afterAll(() => engine.close())

  it('normalises a sum to the same bits with and without its gradients', async () => {
    const numbers = (count: number, seed: number): Float32Array =>
      Float32Array.from(RandomKey.from(seed).normal(count))
    const [x, y] = [1, 2].map((seed) => fromTypedArray(numbers(8 * 64, seed), [8, 64]))
    const [scale, offset] = [3, 4].map((seed) => fromTypedArray(numbers(64, seed), [64]))
    const f = (x: Tensor) => layerNorm(add(x, y!), scale!, offset!)
    const loss = (x: Tensor) => {
      const result = f(x)
      return { loss: sum(result), result }
    }
    const alone = await compile(f, { engine })(x!)
    const { value } = await compile(valueAndGrad(loss), { engine })(x!)
    expect(await value.result.data()).toEqual(await alone.data())
  })
})

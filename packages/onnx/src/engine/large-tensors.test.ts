import { add, compile, type Engine, fromTypedArray, matmul, multiply, type Tensor } from '@graftjs/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onnxEngine } from './onnx-engine'

const SIDE = 600

describe('a tensor of more than a megabyte', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await onnxEngine({ runtime: 'native' })
  })
  afterAll(() => engine.close())

  const numbers = () => Float32Array.from({ length: SIDE * SIDE }, (_, i) => i % 7)
  const placeOf = ({ source }: Tensor) =>
    source.kind === 'stored' ? engine.view(source.buffer)?.buffer : undefined

  it('is read where it lies', async () => {
    const data = numbers()
    const x = fromTypedArray(data, [SIDE, SIDE])
    const product = await compile((a: Tensor) => matmul(a, a), { engine })(x)
    expect(placeOf(x)).toBe(data.buffer)
    expect((await product.data())[0]).toBe(
      data.slice(0, SIDE).reduce((sum, v, i) => sum + v * data[i * SIDE]!, 0),
    )
  })

  it('moves where an update can be written, and leaves the caller’s numbers as they were', async () => {
    const data = numbers()
    const before = data.slice()
    const update = compile((w: Tensor, g: Tensor) => add(w, multiply(g, 2)), { engine, donate: [0] })
    let weights = fromTypedArray(data, [SIDE, SIDE])
    const gradient = fromTypedArray(before.slice(), [SIDE, SIDE])
    await compile((w: Tensor) => matmul(w, w), { engine })(weights)
    expect(placeOf(weights)).toBe(data.buffer)
    for (let step = 0; step < 2; step += 1) {
      weights = await update(weights, gradient)
      expect(placeOf(weights)).toBeInstanceOf(SharedArrayBuffer)
    }
    expect(await weights.data()).toEqual(before.map((value) => 5 * value))
    expect(data).toEqual(before)
  })

  it('is copied where it is a part of something larger, which would be kept for it', async () => {
    const file = new Float32Array(SIDE * SIDE + 1)
    const x = fromTypedArray(file.subarray(1), [SIDE, SIDE])
    await compile((a: Tensor) => matmul(a, a), { engine })(x)
    expect(placeOf(x)).toBeInstanceOf(SharedArrayBuffer)
  })
})

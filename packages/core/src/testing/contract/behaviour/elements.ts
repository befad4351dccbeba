import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict'
import { add } from '../../../ops/arithmetic'
import { reshape } from '../../../ops/reshape'
import { fromTypedArray, scalar } from '../../../tensor/create'
import { type DType, elementsOf, type TypedArray } from '../../../tensor/dtype'
import { evaluate, readData } from '../../../transform/evaluate'
import type { Behaviours } from './behaviour'

/** Elements of every dtype, extreme ones among them. float16 and bfloat16 are given as their bits. */
const samples: { readonly [D in DType]: TypedArray } = {
  float32: Float32Array.of(0, -0, 1.5, -2.25, 1e-38, 3e38, Number.POSITIVE_INFINITY, Number.NaN),
  float64: Float64Array.of(0, Math.PI, -1e-300, 1e300, Number.NEGATIVE_INFINITY),
  float16: Uint16Array.of(0, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00),
  bfloat16: Uint16Array.of(0, 0x3f80, 0xc000, 0x7f7f, 0x0080, 0x7f80),
  int32: Int32Array.of(0, -1, 2147483647, -2147483648),
  int64: BigInt64Array.of(0n, -1n, 9007199254740991n, -9007199254740991n),
  uint8: Uint8Array.of(0, 1, 127, 255),
  uint32: Uint32Array.of(0, 1, 4294967295),
  bool: Uint8Array.of(0, 1, 1, 0),
}

export const elements: Behaviours = {
  ...Object.fromEntries(
    Object.entries(samples).map(([name, data]) => [
      `${name} elements go in and come out as they were`,
      async ({ engine }) => {
        const dtype = name as DType
        const shape = [1, data.length]
        const buffer = engine.upload(data.slice(), dtype, shape)
        deepStrictEqual([buffer.dtype, buffer.shape], [dtype, shape])
        deepStrictEqual(await engine.read(buffer), data)
        const written = engine.allocate(dtype, shape)
        await engine.write(written, data)
        deepStrictEqual(await engine.read(written), data)
        const view = engine.view(written)
        if (view) deepStrictEqual(view.slice(), data)
        engine.release(buffer)
        engine.release(written)
      },
    ]),
  ),

  'reading gives a copy': async ({ engine }) => {
    const buffer = engine.upload(Float32Array.of(1, 2), 'float32', [2])
    const first = await engine.read(buffer)
    first[0] = 9
    deepStrictEqual(await engine.read(buffer), Float32Array.of(1, 2))
    engine.release(buffer)
  },

  'an empty tensor and a scalar are tensors': async ({ engine }) => {
    const empty = reshape(fromTypedArray(new Float32Array(0), [0, 3]), [3, 0])
    const one = add(scalar(1), scalar(2))
    await evaluate([empty, one], engine)
    deepStrictEqual(await readData(empty), new Float32Array(0))
    deepStrictEqual(await readData(one), Float32Array.of(3))
  },

  'a tensor moves between engines and back': async ({ engine, createEngine }) => {
    const other = await createEngine()
    notStrictEqual(other, engine)
    const x = fromTypedArray(Float32Array.of(1, 2, 3), [3])
    const there = add(x, 1)
    await evaluate([there], other)
    const here = add(there, 1)
    await evaluate([here], engine)
    deepStrictEqual(await readData(here), Float32Array.of(3, 4, 5))
    const back = add(here, there)
    await evaluate([back], other)
    deepStrictEqual(await readData(back), elementsOf('float32', 3, [5, 7, 9]))
    strictEqual(back.source.kind, 'stored')
    await other.close()
  },
}

import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { floats, product, room, valuesOf } from '../fixtures/models'
import { NativeRuntime } from './runtime'

test('onnxruntime-node itself, as transformers.js uses it, works beside the native runtime in one process', async () => {
  const runtime = new NativeRuntime({ threads: 2 })
  const ours = await runtime.createSession(product)
  const theirs = await InferenceSession.create(product)
  const [x, w] = [
    [1, 2, 3, 4, 5, 6],
    [1, 0, 0, 1, 1, 1],
  ]
  for (let round = 0; round < 3; round += 1) {
    const y = room(runtime, [2, 2])
    await ours.run([floats(runtime, x!, [2, 3]), floats(runtime, w!, [3, 2])], [y])
    const result = await theirs.run({
      x: new Tensor('float32', Float32Array.from(x!), [2, 3]),
      w: new Tensor('float32', Float32Array.from(w!), [3, 2]),
    })
    expect(await valuesOf(runtime, y)).toEqual([4, 5, 10, 11])
    expect([...(await result['y']!.getData())]).toEqual([4, 5, 10, 11])
  }
  await ours.release()
  await theirs.release()
  await runtime.close()
})

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { floats, power, powerFeeds, powerResult, product, room, valuesOf } from '../fixtures/models'
import type { Binding } from '../runtime'
import { NativeRuntime } from './runtime'

/** What the native runtime promises beyond the contract: memory without copies, safe from the garbage collector. */
const runtime = new NativeRuntime({ threads: 2 })
afterAll(() => runtime.close())

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const vector = (bytes: Uint8Array) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)

test.each([1, 24, 4096, 3_000_000])('%d allocated bytes are shared, zero and aligned to 64', (byteLength) => {
  const { bytes } = runtime.allocate(byteLength)
  expect(bytes.byteLength).toBe(byteLength)
  expect(Object.prototype.toString.call(bytes.buffer)).toBe('[object SharedArrayBuffer]')
  expect(bytes.every((byte) => byte === 0)).toBe(true)
})

test('adopted bytes are seen by the next run, and written by it, without a copy', async () => {
  const session = await runtime.createSession(product)
  const data = new Float32Array([1, 2, 3])
  const result = new Float32Array(2)
  const x: Binding = {
    memory: runtime.adopt(new Uint8Array(data.buffer)),
    elementType: 'float32',
    shape: [1, 3],
  }
  const y: Binding = {
    memory: runtime.adopt(new Uint8Array(result.buffer)),
    elementType: 'float32',
    shape: [1, 2],
  }
  const w = floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])
  await session.run([x, w], [y])
  expect([...result]).toEqual([4, 5])
  data.fill(10)
  await session.run([x, w], [y])
  expect([...result]).toEqual([20, 20])
  await session.release()
})

test('a worker fills allocated memory', async () => {
  const session = await runtime.createSession(product)
  const x: Binding = { ...room(runtime, [1, 3]), shape: [1, 3] }
  const program = `const { workerData } = require('node:worker_threads')
    new Float32Array(workerData.buffer, workerData.byteOffset, 3).set([7, 8, 9])`
  const worker = new Worker(program, { eval: true, workerData: x.memory.bytes })
  await new Promise((resolve) => worker.once('exit', resolve))
  const y = room(runtime, [1, 2])
  await session.run([x, floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])], [y])
  expect(await valuesOf(runtime, y)).toEqual([16, 17])
  await session.release()
})

test('bytes that were transferred are refused before the run', async () => {
  const session = await runtime.createSession(product)
  const transferred = new Uint8Array(12)
  const x: Binding = { memory: runtime.adopt(transferred), elementType: 'float32', shape: [1, 3] }
  structuredClone(transferred.buffer, { transfer: [transferred.buffer] })
  await expect(session.run([x, room(runtime, [3, 2])], [room(runtime, [1, 2])])).rejects.toMatchObject({
    code: 'use-after-release',
    message: expect.stringMatching(/transferred or resized/),
  })
  await session.release()
})

test('a run keeps what it reads and writes, though nobody else does', async () => {
  const session = await runtime.createSession(power)
  const kept = new SharedArrayBuffer(4 * 64 * 64)
  const running = Array.from({ length: 4 }, () => {
    const memory = runtime.adopt(new Uint8Array(kept))
    return session.run(powerFeeds(runtime, 3_000), [{ memory, elementType: 'float32', shape: [64, 64] }])
  })
  const pressure: Uint8Array[] = []
  const timer = setInterval(() => {
    collectGarbage()
    pressure.push(new Uint8Array(16384).fill(255))
  }, 2)
  await Promise.all(running)
  clearInterval(timer)
  expect([...vector(new Uint8Array(kept))]).toEqual(powerResult(3_000))
  await session.release()
})

test('forgotten memory and sessions are given back', async () => {
  const used: WeakRef<object>[] = []
  const use = async () => {
    const session = await runtime.createSession(product)
    const y = { ...room(runtime, [500_000]), shape: [1, 2] }
    y.memory.bytes?.fill(1)
    await session.run([floats(runtime, [1, 2, 3], [1, 3]), room(runtime, [3, 2])], [y])
    used.push(new WeakRef(session), new WeakRef(y.memory))
  }
  const alive = () => {
    collectGarbage() // finalizers run in turns of their own, some collections later
    return used.filter((reference) => reference.deref()).length
  }
  const phase = async () => {
    for (let round = 0; round < 30; round += 1) await use()
    await expect.poll(alive, { timeout: 10_000 }).toBe(0)
    return process.memoryUsage().rss / 2 ** 20
  }
  const [first] = [await phase(), await phase()]
  expect((await phase()) - first).toBeLessThan(60) // 120 MB were used in between
})

test('a memory used in more shapes than are kept stays right', async () => {
  const session = await runtime.createSession(product)
  const x = Float32Array.from({ length: 3 * 200 }, (_, index) => index)
  const memory = runtime.adopt(new Uint8Array(x.buffer))
  const w = floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])
  for (let n = 1; n <= 200; n += 1) {
    const y = room(runtime, [n, 2])
    await session.run([{ memory, elementType: 'float32', shape: [n, 3] }, w], [y])
    expect((await valuesOf(runtime, y)).slice(-2)).toEqual([6 * n - 4, 6 * n - 3])
  }
  await session.release()
})

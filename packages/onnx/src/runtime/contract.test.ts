import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { GraftError, type GraftErrorCode, RandomKey } from '@graftjs/base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ElementType } from '../model/element-type'
import {
  floats,
  identity,
  momentum,
  power,
  powerFeeds,
  powerResult,
  product,
  productOfConstant,
  room,
  tensor,
  valuesOf,
} from './fixtures/models'
import type { Binding, Runtime } from './runtime'
import { startRuntime } from './start'

/** What every runtime promises. The binding's child is built code, so it is tested where that is there. */
const built = existsSync(join(import.meta.dirname, '../../dist/binding-child.js'))
if (!built) console.warn('The binding runtime is not tested: packages/onnx is not built (npx tsup).')

describe.each([
  { kind: 'native' as const, there: true, longRun: 200_000 },
  { kind: 'binding' as const, there: built, longRun: 20_000 }, // a run there cannot be stopped
])('the $kind runtime', ({ kind, there, longRun }) => {
  describe.runIf(there)('keeps the contract:', () => {
    let runtime: Runtime
    beforeAll(async () => {
      runtime = await startRuntime({ runtime: kind, threads: 2 })
    })
    afterAll(() => runtime.close())

    test('it says what it is', () => {
      expect(runtime).toMatchObject({ kind, device: 'cpu', version: '1.30.0', threads: 2 })
    })

    test('a product is right, for every size of a symbolic dim', async () => {
      const session = await runtime.createSession(product)
      expect(session.inputs).toEqual(['x', 'w'])
      expect(session.outputs).toEqual(['y'])
      const w = floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])
      const y = runtime.allocate(100 * 2 * 4)
      for (const n of [2, 100, 0, 1, 2]) {
        const x = floats(
          runtime,
          Array.from({ length: n * 3 }, (_, index) => index),
          [n, 3],
        )
        const fetch: Binding = { memory: y, elementType: 'float32', shape: [n, 2] }
        await session.run([x, w], [fetch])
        const expected = Array.from({ length: n }, (_, row) => [6 * row + 2, 6 * row + 3]).flat()
        expect(await valuesOf(runtime, fetch)).toEqual(expected)
      }
      await session.release()
    })

    test('constants that are handed over are built in, as they were when the session was made', async () => {
      const w = floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])
      const session = await runtime.createSession(productOfConstant, { constants: { w } })
      expect(session.inputs).toEqual(['x'])
      await runtime.write(w.memory, new Uint8Array(24))
      runtime.free(w.memory)
      const fetch: Binding = { memory: runtime.allocate(16), elementType: 'float32', shape: [2, 2] }
      for (let turn = 0; turn < 2; turn += 1) {
        await session.run([floats(runtime, [0, 1, 2, 3, 4, 5], [2, 3])], [fetch])
        expect(await valuesOf(runtime, fetch)).toEqual([2, 3, 8, 9])
      }
      await session.release()
      await refused(
        'use-after-release',
        /was freed/,
        runtime.createSession(productOfConstant, { constants: { w } }),
      )
      await expect(runtime.createSession(productOfConstant)).rejects.toMatchObject({ code: 'engine-failure' })
    })

    test('state updated in place over 20 steps equals float32 arithmetic in JavaScript', async () => {
      const session = await runtime.createSession(momentum)
      const numbers = (stream: string) =>
        Array.from({ length: 64 }, (_, index) => Math.fround(Math.sin(index + stream.length)))
      const parameter = floats(runtime, numbers('p'))
      const moment = floats(runtime, numbers('mm'))
      const gradient = floats(runtime, numbers('ggg'))
      let [p, m, g] = [numbers('p'), numbers('mm'), numbers('ggg')]
      for (let step = 0; step < 20; step += 1) {
        await session.run([parameter, moment, gradient], [parameter, moment])
        m = m.map((value, index) => Math.fround(Math.fround(value * Math.fround(0.9)) + g[index]!))
        p = p.map((value, index) => Math.fround(value - Math.fround(m[index]! * Math.fround(0.1))))
        g = g.map((value) => -value)
        await runtime.write(gradient.memory, new Uint8Array(Float32Array.from(g).buffer))
      }
      expect(await valuesOf(runtime, parameter)).toEqual(p)
      expect(await valuesOf(runtime, moment)).toEqual(m)
      await session.release()
    })

    test.each<[ElementType, ArrayBufferView]>([
      ['float32', Float32Array.of(1.5, Number.NaN, -0)],
      ['float64', Float64Array.of(Math.PI, -1e300, 0)],
      ['float16', Uint16Array.of(0x3c00, 0x7bff, 0x8000)],
      ['int32', Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1)],
      ['int64', BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n)],
      ['uint8', Uint8Array.of(0, 7, 255)],
      ['uint32', Uint32Array.of(0, 7, 2 ** 32 - 1)],
      ['bool', Uint8Array.of(1, 0, 1)],
      ...(kind === 'native'
        ? [['bfloat16', Uint16Array.of(0x3f80, 0x7f7f, 0)] as [ElementType, ArrayBufferView]]
        : []),
    ])('%s elements pass through unchanged', async (elementType, data) => {
      const session = await runtime.createSession(identity(elementType))
      const x = tensor(runtime, elementType, data, [3])
      const y: Binding = { memory: runtime.allocate(data.byteLength), elementType, shape: [3] }
      await session.run([x], [y])
      expect(await runtime.read(y.memory)).toEqual(
        new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      )
      await session.release()
    })

    test('memory is zeroed, written at an offset, read in part, and guarded at its ends', async () => {
      const memory = runtime.allocate(8)
      expect([...(await runtime.read(memory))]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
      await runtime.write(memory, Uint8Array.of(1, 2), 3)
      expect([...(await runtime.read(memory, 5))]).toEqual([0, 0, 0, 1, 2])
      await refused('invalid-option', /outside a memory of 8/, runtime.write(memory, new Uint8Array(3), 6))
      await refused('invalid-option', /outside a memory of 8/, runtime.write(memory, new Uint8Array(3), -1))
      await refused('invalid-option', /outside a memory of 8/, runtime.read(memory, 9))
      await refused('invalid-option', /cannot have -1 bytes/, async () => runtime.allocate(-1))
      runtime.free(memory)
      runtime.free(memory)
      await refused('use-after-release', /was freed/, runtime.read(memory))
    })

    test('what does not fit the model is refused before the run, by name', async () => {
      const session = await runtime.createSession(product, { name: 'product' })
      const x = floats(runtime, [1, 2, 3, 4, 5, 6], [2, 3])
      const w = floats(runtime, [1, 0, 0, 1, 1, 1], [3, 2])
      const y = room(runtime, [2, 2])
      const freed = floats(runtime, [1, 2, 3])
      runtime.free(freed.memory)
      const foreign = { byteLength: 24 }
      const cases: [GraftErrorCode, RegExp, Binding[], Binding[]][] = [
        ['invalid-option', /has 2 inputs, but 1 .*\(product\) Also give w/, [x], [y]],
        ['invalid-option', /has 2 inputs, but 3/, [x, w, w], [y]],
        ['invalid-option', /has 1 outputs, but 0 .*Also give y/, [x, w], []],
        ['shape-mismatch', /input "x" of product/, [{ ...x, shape: [2, 2] }, w], [y]],
        ['shape-mismatch', /has 2 dims here, \[n, 3\], but the tensor has 1/, [{ ...x, shape: [6] }, w], [y]],
        ['shape-mismatch', /input "w"/, [x, { ...w, shape: [2, 3] }], [y]],
        ['shape-mismatch', /output "y"/, [x, w], [{ ...y, shape: [1, 2] }]],
        ['shape-mismatch', /is 1.5/, [{ ...x, shape: [1.5, 3] }, w], [y]],
        ['shape-mismatch', /is -1/, [{ ...x, shape: [-1, 3] }, w], [y]],
        ['shape-mismatch', /takes 36 bytes, but its memory has 24/, [{ ...x, shape: [3, 3] }, w], [y]],
        [
          'shape-mismatch',
          /takes 16 bytes, but its memory has 12/,
          [x, w],
          [{ ...room(runtime, [3]), shape: [2, 2] }],
        ],
        ['dtype-mismatch', /float32 here, but the tensor is int32/, [{ ...x, elementType: 'int32' }, w], [y]],
        ['dtype-mismatch', /output "y"/, [x, w], [{ ...y, elementType: 'float64' }]],
        ['invalid-option', /another runtime/, [{ ...x, memory: foreign }, w], [y]],
        ['use-after-release', /was freed/, [{ ...freed, shape: [1, 3] }, w], [{ ...y, shape: [1, 2] }]],
      ]
      for (const [code, message, feeds, fetches] of cases)
        await refused(code, message, session.run(feeds, fetches))
      await session.run([x, w], [y])
      expect(await valuesOf(runtime, y)).toEqual([4, 5, 10, 11])
      await session.release()
      const update = await runtime.createSession(momentum)
      const [p, m] = [room(runtime, [64]), room(runtime, [64])]
      await refused('invalid-option', /Two outputs/, update.run([p, m, p], [m, m]))
      await update.release()
    })

    test('a damaged model is an error: empty, cut, of another kind, or with any of 200 bytes changed', async () => {
      await refused('invalid-data', /no bytes/, runtime.createSession(new Uint8Array(0)))
      await refused(
        'engine-failure',
        /\(damaged\)/,
        runtime.createSession(new Uint8Array(64).fill(255), { name: 'damaged' }),
      )
      const cuts = [0.25, 0.5, 0.75, 0.95].map((share) =>
        product.subarray(0, Math.floor(product.length * share)),
      )
      for (const cut of cuts)
        await refused('engine-failure', /ONNX Runtime failed/, runtime.createSession(cut))
      const random = RandomKey.from(7)
      let refusals = 0
      for (let round = 0; round < 200; round += 1) {
        const damaged = product.slice()
        const [place = 0, value = 0] = random.fold(round).words(2)
        damaged[place % damaged.length] = value
        try {
          await (await runtime.createSession(damaged)).release()
        } catch (error) {
          expect(GraftError.isInstance(error), String(error)).toBe(true)
          refusals += 1
        }
      }
      expect(refusals).toBeGreaterThan(50)
    })

    test('an abort ends a long run, and the session runs again with the right result', async () => {
      const session = await runtime.createSession(power)
      const y = room(runtime, [64, 64])
      const stop = new AbortController()
      const running = session.run(powerFeeds(runtime, longRun), [y], { signal: stop.signal })
      const waiting = session.run(powerFeeds(runtime, longRun), [y], { signal: stop.signal })
      await pause(30)
      const aborted = performance.now()
      stop.abort()
      await Promise.all([refused('aborted', /aborted/, running), refused('aborted', /aborted/, waiting)])
      if (kind === 'native') expect(performance.now() - aborted).toBeLessThan(1000)
      await refused('aborted', /aborted/, session.run(powerFeeds(runtime, 1), [y], { signal: stop.signal }))
      await session.run(powerFeeds(runtime, 67), [y], { signal: new AbortController().signal })
      expect(await valuesOf(runtime, y)).toEqual(powerResult(67))
      await session.release()
    })

    test('runs at the same time, of one session and of several, do not mix', async () => {
      const sessions = await Promise.all([1, 2, 3].map(() => runtime.createSession(power)))
      const results = Array.from({ length: 12 }, () => room(runtime, [64, 64]))
      await Promise.all(
        results.map((y, index) => sessions[index % 3]?.run(powerFeeds(runtime, 100 + index), [y])),
      )
      for (const [index, y] of results.entries()) {
        expect(await valuesOf(runtime, y)).toEqual(powerResult(100 + index))
      }
      await Promise.all(sessions.map((session) => session.release()))
    })

    test('the event loop stays free during a long run', async () => {
      const session = await runtime.createSession(power)
      const y = room(runtime, [64, 64])
      await session.run(powerFeeds(runtime, 1), [y])
      const delays: number[] = []
      let last = performance.now()
      const timer = setInterval(() => {
        delays.push(performance.now() - last - 5)
        last = performance.now()
      }, 5)
      await session.run(powerFeeds(runtime, 20_000), [y])
      clearInterval(timer)
      expect(delays.length).toBeGreaterThan(10)
      const sorted = delays.sort((a, b) => a - b)
      expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(30)
      await session.release()
    })

    test('memory freed and sessions released during a run last until its end', async () => {
      const session = await runtime.createSession(power)
      const feeds = powerFeeds(runtime, 3_000)
      const y = room(runtime, [64, 64])
      const running = session.run(feeds, [y])
      await pause(5)
      for (const { memory } of feeds) runtime.free(memory)
      const released = session.release()
      await refused('use-after-release', /released/, session.run(feeds, [y]))
      await running
      await released
      await session.release()
      expect(await valuesOf(runtime, y)).toEqual(powerResult(3_000))
    })

    test('300 sessions made, run and released leave the process as large as before', async () => {
      const cycle = async () => {
        const session = await runtime.createSession(product)
        const [x, w, y] = [
          floats(runtime, [1, 2, 3], [1, 3]),
          floats(runtime, [1, 2, 3, 4, 5, 6], [3, 2]),
          room(runtime, [1, 2]),
        ]
        await session.run([x, w], [y])
        await session.release()
        for (const { memory } of [x, w, y]) runtime.free(memory)
      }
      for (let round = 0; round < 100; round += 1) await cycle()
      const before = process.memoryUsage().rss
      for (let round = 0; round < 300; round += 1) await cycle()
      expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(40)
    })

    test('a profile is written when its session is released', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'graft-profile-'))
      const session = await runtime.createSession(product, { profile: join(folder, 'product'), threads: 1 })
      await session.run([floats(runtime, [1, 2, 3], [1, 3]), room(runtime, [3, 2])], [room(runtime, [1, 2])])
      await session.release()
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^product.*\.json$/)])
      await rm(folder, { recursive: true })
    })

    test('closing waits for the run in flight, and what comes after is refused', async () => {
      const other = await startRuntime({ runtime: kind, threads: 1 })
      const session = await other.createSession(power)
      const y = room(other, [64, 64])
      let done = false
      const running = session.run(powerFeeds(other, 3_000), [y]).then(() => {
        done = true
      })
      await pause(5)
      await other.close()
      expect(done).toBe(true)
      await running
      await other.close()
      await refused('use-after-release', /released/, session.run([], []))
      await refused('use-after-release', /closed/, other.createSession(product))
      await refused('use-after-release', /closed/, other.read(y.memory))
      await refused('use-after-release', /closed/, async () => other.allocate(1))
    })
  })
})

async function refused(
  code: GraftErrorCode,
  message: RegExp,
  attempt: Promise<unknown> | (() => Promise<unknown>),
) {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt)
  } catch (error) {
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(GraftError.isInstance(error)).toBe(true)
    return
  }
  throw new Error(`Nothing was refused, though ${code} was expected.`)
}

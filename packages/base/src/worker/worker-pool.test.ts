import { expect, it, vi } from 'vitest'
import { WorkerPool } from './worker-pool'

const start = `const { parentPort, workerData } = require('node:worker_threads')
const counter = new Int32Array(workerData)`

/** Answers a message only once another one is there; counts the answers. */
const answersLate = `${start}
let waiting = 0
parentPort.on('message', (message) => {
  if (++waiting < 2 && message !== 'last') return
  for (; waiting > 0; waiting--) { Atomics.add(counter, 0, 1); parentPort.postMessage(true) }
})`

/** Counts messages as they come, and answers each a while later. */
const slow = `${start}
parentPort.on('message', () => {
  Atomics.add(counter, 0, 1)
  setTimeout(() => parentPort.postMessage(true), 20)
})`

const counters = () => new SharedArrayBuffer(4)

it('a worker has as many messages in hand as it may, and is told of the next when it has answered one', async () => {
  const shared = counters()
  const pool = new WorkerPool({ name: 'late', program: answersLate, data: shared, size: 1, inHand: 2 })
  const answers = ['one', 'two', 'three', 'four', 'last'].map((message) => pool.broadcast(message))
  expect(await Promise.all(answers)).toEqual([true, true, true, true, true])
  expect(new Int32Array(shared)[0]).toBe(5)
  await pool.close()
})

it('a worker has one message at a time unless it may have more', async () => {
  const shared = counters()
  const pool = new WorkerPool({ name: 'slow', program: slow, data: shared, size: 1 })
  const [first, second] = [pool.broadcast(1), pool.broadcast(2)]
  await first
  const before = new Int32Array(shared)[0]
  await second
  expect([before, new Int32Array(shared)[0]]).toEqual([1, 2])
  await pool.close()
})

it('all that a failing worker has in hand is given back, with one warning', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const program = `${start}
    let got = 0
    parentPort.on('message', () => { if (++got === 2) throw new Error('out of order') })`
  const pool = new WorkerPool({ name: 'failing', program, data: counters(), size: 1, inHand: 2 })
  const answers = [1, 2, 3].map((message) => pool.broadcast(message))
  expect(await Promise.all(answers)).toEqual([false, false, false])
  expect(warned.mock.calls.map(([text]) => String(text))).toEqual([expect.stringContaining('out of order')])
  warned.mockRestore()
  await pool.close()
})

it('what cannot be sent is given back, and nobody waits for its answer', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const pool = new WorkerPool({ name: 'slow', program: slow, data: counters(), size: 1, inHand: 2 })
  const answers = [pool.broadcast(1), pool.broadcast(() => undefined)]
  expect((await Promise.all(answers))[1]).toBe(false)
  warned.mockRestore()
  await pool.close()
})

import { MessageChannel, Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { answerEvaluations, evaluateInWorkers, integer, randomSearch, uniform } from '.'

/** What `answerEvaluations` does, as a program that needs no file: a worker here cannot load TypeScript. */
const program = (body: string) => `
const { parentPort, threadId } = require('node:worker_threads')
parentPort.on('message', async ({ settings, trial, resource }) => {
  try { parentPort.postMessage({ score: await (async () => { ${body} })() }) }
  catch (error) { parentPort.postMessage({ failure: error.message }) }
})`

const pools: { close(): Promise<void> }[] = []
const poolOf = (body: string, workers = 2) => {
  let started = 0
  const create = () => {
    started++
    return new Worker(program(body), { eval: true })
  }
  const pool = evaluateInWorkers<{ x: number }>({ create, workers })
  pools.push(pool)
  return { ...pool, started: () => started }
}
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))

describe('a search in workers', () => {
  const space = { x: uniform(-1, 1) }

  it('finds what it finds without them', async () => {
    const pool = poolOf('return -((settings.x - 0.3) ** 2)')
    const there = await randomSearch({ space, trials: 30, concurrency: 2, evaluate: pool.evaluate })
    const here = await randomSearch({ space, trials: 30, evaluate: ({ x }) => -((x - 0.3) ** 2) })
    expect(there.trials).toEqual(here.trials)
    expect(pool.started()).toBe(2)
  })

  it('works at the same time', async () => {
    // Each waits until another has come: alone it would wait for ever.
    const meet = new SharedArrayBuffer(4)
    const create = () =>
      new Worker(
        program(`const { workerData } = require('node:worker_threads')
          const here = new Int32Array(workerData)
          const arrival = Atomics.add(here, 0, 1)
          Atomics.notify(here, 0)
          if (arrival % 2 === 0) Atomics.wait(here, 0, arrival + 1, 20000)
          return Atomics.load(here, 0) > arrival + 1 || arrival % 2 === 1 ? 1 : 0`),
        { eval: true, workerData: meet },
      )
    const pool = evaluateInWorkers<{ x: number }>({ create, workers: 2 })
    pools.push(pool)
    const { trials } = await randomSearch({ space, trials: 2, concurrency: 2, evaluate: pool.evaluate })
    expect(trials.map(({ score }) => score)).toEqual([1, 1])
  })

  it('hands failures on, and goes on after a worker that ended', async () => {
    const body = `if (trial === 1) throw new Error('no memory')
      if (trial === 2) process.exit(3)
      return settings.x`
    // One worker, so that it does not depend on which is free first how many are started.
    const pool = poolOf(body, 1)
    const { trials } = await randomSearch({
      space,
      trials: 5,
      failures: 'skip',
      evaluate: pool.evaluate,
    })
    expect(trials.map(({ score }) => score === null)).toEqual([false, true, true, false, false])
    expect(trials[1]!.failure).toMatch(/no memory/)
    expect(trials[2]!.failure).toMatch(/it ended/)
    expect(pool.started()).toBe(2)
  })

  it('refuses settings that cannot be copied', async () => {
    const create = () => new Worker(program('return 1'), { eval: true })
    const pool = evaluateInWorkers<{ x: () => number }>({ create, workers: 1 })
    pools.push(pool)
    const context = { trial: 0, resource: null, signal: undefined }
    await expect(pool.evaluate({ x: () => 1 }, context)).rejects.toThrow(/plain data/)
    await expect(pool.evaluate({ x: () => 1 }, context)).rejects.toThrow(/plain data/)
  })

  it('ends a worker at work when the search is aborted', async () => {
    const pool = poolOf('for (;;);')
    const stop = new AbortController()
    const running = randomSearch({
      space: { x: integer(0, 9) },
      trials: 4,
      concurrency: 2,
      evaluate: pool.evaluate,
      signal: stop.signal,
    })
    setTimeout(() => stop.abort(), 200)
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
  })

  it("speaks with answerEvaluations, in Node's way and in the browser's", async () => {
    for (const browser of [false, true]) {
      const { port1, port2 } = new MessageChannel()
      answerEvaluations<{ x: number }>(({ x }, { trial }) => {
        if (x < 0) throw new RangeError('too small')
        return x + trial
      }, port2)
      const inBrowser = {
        postMessage: (message: unknown) => port1.postMessage(message),
        addEventListener: (event: string, listener: (happened: unknown) => void) =>
          port1.addEventListener(event, listener),
        terminate: () => port1.close(),
      }
      const inNode = Object.assign(port1, { terminate: () => port1.close() })
      port1.start()
      const pool = evaluateInWorkers<{ x: number }>({
        create: () => (browser ? inBrowser : inNode),
        workers: 1,
      })
      pools.push(pool)
      const context = { trial: 3, resource: null, signal: undefined }
      expect(await pool.evaluate({ x: 4 }, context)).toBe(7)
      await expect(pool.evaluate({ x: -1 }, context)).rejects.toThrow(/too small/)
    }
    expect(() => answerEvaluations(() => 1, null)).toThrow(/no worker thread/)
  })
})

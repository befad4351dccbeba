import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { take } from '../confidence/bootstrap'
import {
  answerFolds,
  crossValidate,
  type FitAndScore,
  type FoldResult,
  foldsInWorkers,
  kFold,
  learningCurve,
  type ValueFoldResult,
  validationCurve,
} from '.'

const values = Array.from({ length: 30 }, (_, row) => Math.sin(row) + row / 10)
const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const loss = (model: number, rows: Int32Array) =>
  mean(take(values, rows).map((value) => (value - model) ** 2))
const fit = (train: Int32Array) => mean(take(values, train))
const score = (model: number, rows: Int32Array) => ({ loss: loss(model, rows) })
const splits = kFold(30, { folds: 5, seed: 3 })

const pools: { close(): Promise<void> }[] = []
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))

/** Both ends of what a worker is, over a channel that copies as one between threads does. */
const workersOf = <Model, Value>(program: FitAndScore<Model, Value>, workers = 3) => {
  let started = 0
  const create = () => {
    started++
    const { port1, port2 } = new MessageChannel()
    answerFolds(program, port2)
    return Object.assign(port1, { terminate: () => port1.close() })
  }
  const pool = foldsInWorkers({ create, workers })
  pools.push(pool)
  return { ...pool, started: () => started }
}

describe('folds in workers', () => {
  it('are what they are here, side by side', async () => {
    const here = await crossValidate({ splits, fit, score, scoreTrain: true })
    const pool = workersOf({ fit, score })
    const there = await crossValidate({ splits, evaluate: pool.evaluate, concurrency: 3, scoreTrain: true })
    expect(there).toEqual(here)
    expect(pool.started()).toBe(3)
    const curve = await learningCurve({ splits, evaluate: pool.evaluate, concurrency: 3, sizes: [0.5, 1] })
    expect(curve).toEqual(await learningCurve({ splits, fit, score, sizes: [0.5, 1] }))
  })

  it('get the value of a validation curve', async () => {
    const shrunk = (shrink: number, train: Int32Array) => shrink * fit(train)
    const here = await validationCurve({ splits, values: [0.5, 1], fit: shrunk, score })
    const pool = workersOf<number, number>({ fit: (train, { value }) => shrunk(value, train), score })
    const there = await validationCurve({
      splits,
      values: [0.5, 1],
      evaluate: pool.evaluate,
      concurrency: 3,
    })
    expect(there).toEqual(here)
  })

  it('hand failures and scores that are no numbers on', async () => {
    const broken = (train: Int32Array) => {
      if (train.length > 0) throw new RangeError('no memory')
      return 0
    }
    const failing = workersOf({ fit: broken, score })
    await expect(crossValidate({ splits, evaluate: failing.evaluate })).rejects.toThrow(/no score: no memory/)
    const strange = workersOf({ fit, score: () => Number.NaN })
    await expect(crossValidate({ splits, evaluate: strange.evaluate })).rejects.toThrow(/fold 0 is NaN/)
    expect(() => answerFolds({ fit, score }, null)).toThrow(/answerFolds in the program of a worker/)
  })
})

describe('an interrupted run goes on', () => {
  const stored = <T>(results: readonly T[]): T[] => JSON.parse(JSON.stringify(results))

  /** Stops after so many folds and returns what was done. */
  async function interrupted<T extends FoldResult>(
    run: (options: { signal: AbortSignal; onFold: (fold: T) => void }) => Promise<unknown>,
    after: number,
  ): Promise<T[]> {
    const done: T[] = []
    const controller = new AbortController()
    const onFold = (fold: T) => {
      done.push(fold)
      if (done.length === after) controller.abort()
    }
    await expect(run({ signal: controller.signal, onFold })).rejects.toMatchObject({ code: 'aborted' })
    return stored(done)
  }

  it.each([1, 3])('of cross-validation, %i at a time', async (concurrency) => {
    const input = { splits, fit, score, concurrency }
    const resume = await interrupted((options) => crossValidate({ ...input, ...options }), 2)
    let again = 0
    const resumed = await crossValidate({ ...input, resume, onFold: () => again++ })
    expect(resumed).toEqual(await crossValidate(input))
    expect(again).toBe(splits.length - resume.length)
    const others = kFold(30, { folds: 5, seed: 4 })
    await expect(crossValidate({ ...input, splits: others, resume })).rejects.toThrow(/had other rows/)
    await expect(crossValidate({ ...input, resume, scoreTrain: true })).rejects.toThrow(/its training rows/)
  })

  it('of a learning curve and of a validation curve, between two points and within one', async () => {
    for (const after of [5, 7]) {
      const learning = { splits, fit, score, sizes: [0.25, 0.5, 1] }
      const resume = await interrupted((options) => learningCurve({ ...learning, ...options }), after)
      let again = 0
      const resumed = await learningCurve({ ...learning, resume, onFold: () => again++ })
      expect(resumed).toEqual(await learningCurve(learning))
      expect(again).toBe(3 * splits.length - after)

      const validation = { splits, score, values: [{ shrink: 0.5 }, { shrink: 1 }] }
      const shrunk = ({ shrink }: { shrink: number }, train: Int32Array) => shrink * fit(train)
      const partly = await interrupted<ValueFoldResult<{ shrink: number }>>(
        (options) => validationCurve({ ...validation, fit: shrunk, ...options }),
        after,
      )
      const whole = await validationCurve({ ...validation, fit: shrunk })
      expect(await validationCurve({ ...validation, fit: shrunk, resume: partly })).toEqual(whole)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { take } from '../confidence/bootstrap'
import { Draws } from '../random/draws'
import { expectClose } from '../testing/fixture'
import { crossValidate, kFold, learningCurve, permutationImportance, validationCurve } from '.'

/** The mean of the training rows, judged by its squared error: small enough to follow by hand. */
const draws = Draws.from(4)
const values = Array.from({ length: 40 }, () => 3 + draws.normal())
const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const fit = (train: Int32Array) => mean(take(values, train))
const score = (model: number, rows: Int32Array) => ({
  loss: mean(take(values, rows).map((value) => (value - model) ** 2)),
})
const splits = kFold(40, { folds: 4 })

describe('cross-validation', () => {
  it('trains and judges on every split', async () => {
    const seen: number[] = []
    const result = await crossValidate({ splits, fit, score, onFold: ({ fold }) => seen.push(fold) })
    const losses = splits.map(({ train, test }) => score(fit(train), test).loss)
    expect(seen).toEqual([0, 1, 2, 3])
    expect(result.folds.map(({ test }) => test['loss'])).toEqual(losses)
    expectClose(result.test['loss']!.mean, mean(losses), 'mean')
    const spread = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean(losses)) ** 2, 0) / 3)
    expectClose(result.test['loss']!.standardDeviation, spread, 'standard deviation')
    expect(result.train).toBeUndefined()
  })

  it('is the same with folds side by side, and names a single number', async () => {
    const later = async (train: Int32Array, { fold }: { fold: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 5 * (4 - fold)))
      return fit(train)
    }
    const single = (model: number, rows: Int32Array) => score(model, rows).loss
    const beside = await crossValidate({
      splits,
      fit: later,
      score: single,
      concurrency: 4,
      scoreTrain: true,
    })
    const alone = await crossValidate({ splits, fit, score: single, scoreTrain: true })
    expect(beside).toEqual(alone)
    expect(beside.train!['score']!.mean).toBeGreaterThan(0)
  })

  it('stops when asked, and at the first failure', async () => {
    const controller = new AbortController()
    const stopping = crossValidate({
      splits,
      fit,
      score,
      signal: controller.signal,
      onFold: () => controller.abort(),
    })
    await expect(stopping).rejects.toMatchObject({ code: 'aborted' })
    const broken = crossValidate({ splits, fit, score: () => Number.NaN })
    await expect(broken).rejects.toThrow(/The score of fold 0 is NaN/)
    await expect(crossValidate({ splits: [], fit, score })).rejects.toThrow(/splits is empty/)
    await expect(crossValidate({ splits, fit, score, concurrency: 0 })).rejects.toThrow(/concurrency is 0/)
  })
})

describe('curves', () => {
  it('learning: more rows, smaller loss', async () => {
    const points = await learningCurve({ splits, fit, score, sizes: [1, 2, 0.5, 1] })
    // 1 is one share of everything, 2 is two rows; a number of one row is 1/30 here.
    expect(points.map(({ trainRows }) => trainRows)).toEqual([2, 15, 30])
    expect(points[0]!.result.test['loss']!.mean).toBeGreaterThan(points[2]!.result.test['loss']!.mean)
    expect(points[2]!.result.folds[0]!.trainRows).toBe(30)
    await expect(learningCurve({ splits, fit, score, sizes: [31] })).rejects.toThrow(/sizes\[0\] is 31/)
    await expect(learningCurve({ splits: [], fit, score })).rejects.toThrow(/splits is empty/)
  })

  it('validation: a setting that helps until it hurts', async () => {
    const shrunk = (shrink: number, train: Int32Array) => shrink * fit(train)
    const points = await validationCurve({ splits, values: [0.5, 1, 1.5], fit: shrunk, score })
    const losses = points.map(({ result }) => result.test['loss']!.mean)
    expect(points.map(({ value }) => value)).toEqual([0.5, 1, 1.5])
    expect(losses[1]).toBeLessThan(Math.min(losses[0]!, losses[2]!))
  })
})

describe('permutation importance', () => {
  const rows = 300
  const columns = {
    noise: Array.from({ length: rows }, () => draws.normal()),
    strong: Array.from({ length: rows }, () => draws.normal()),
    weak: Array.from({ length: rows }, () => draws.normal()),
  }
  const truth = columns.strong.map((value, row) => 2 * value + columns.weak[row]!)
  const negativeError = (given: Record<string, ArrayLike<unknown>>) =>
    -mean(
      truth.map(
        (value, row) => (value - 2 * Number(given['strong']![row]) - Number(given['weak']![row])) ** 2,
      ),
    )

  it('is what shuffling costs: twice the variance of the part', async () => {
    const found = await permutationImportance({ columns, score: negativeError, repeats: 10 })
    expect(found.map(({ feature }) => feature)).toEqual(['strong', 'weak', 'noise'])
    expect(found[2]!.values.every((value) => value === 0)).toBe(true)
    expect(found[0]!.mean / (2 * 4)).toBeCloseTo(1, 0)
    expect(found[1]!.mean / 2).toBeCloseTo(1, 0)
    expect(await permutationImportance({ columns, score: negativeError, repeats: 10 })).toEqual(found)
  })

  it('refuses a score that is no number', async () => {
    const broken = permutationImportance({ columns: { a: [1, 2] }, score: () => Number.NaN })
    await expect(broken).rejects.toThrow(/The score of the columns as they are is NaN/)
  })

  it('refuses columns of unequal length', async () => {
    const unequal = { a: [1, 2], b: [1] }
    await expect(permutationImportance({ columns: unequal, score: () => 0 })).rejects.toThrow(
      /"b" has 1 rows/,
    )
  })
})

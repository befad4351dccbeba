import { RandomKey } from '@graftjs/base'
import { choice, crossValidate, gridSearch, kFold, logUniform, tpeSearch } from '@graftjs/metrics'
import { describe, expect, it } from 'vitest'
import '../methods'
import { sgd } from '../optim/sgd'
import { fromTypedArray } from '../tensor/create'
import type { Tensor } from '../tensor/tensor'
import { referenceEngine } from '../testing'
import { batchesOf } from './batches-of'
import { fit } from './fit'

/** `fit` is a plain function of its options: choosing among settings is a loop around it, which `metrics` has. */
const engine = referenceEngine()
const count = 60
const noise = RandomKey.from(1).normal(count)
const points = RandomKey.from(2).normal(count)
const targets = Array.from(points, (x, row) => 2 * x + 0.1 * noise[row]!)
const data = {
  x: fromTypedArray(Float32Array.from(points), [count, 1]),
  y: fromTypedArray(Float32Array.from(targets), [count, 1]),
}

interface Settings {
  readonly learningRate: number
  readonly size: number
}

/** The slope that is learnt from some of the rows. */
async function slopeOf(rows: ArrayLike<number>, { learningRate, size }: Settings, signal?: AbortSignal) {
  const { parameters } = await fit({
    parameters: { slope: fromTypedArray(new Float32Array(1), [1, 1]) },
    loss: ({ slope }, { x, y }: { x: Tensor; y: Tensor }) => {
      const error = x.matmul(slope!).subtract(y)
      return error.multiply(error).mean()
    },
    batches: await batchesOf(data, { size, rows, shuffle: RandomKey.from(3) }),
    epochs: 4,
    optimizer: sgd(),
    learningRate,
    key: RandomKey.from(4),
    engine,
    signal,
  })
  return parameters['slope']!.item()
}

const meanSquareOf = (slope: number, rows: ArrayLike<number>): number =>
  Array.from(rows, (row) => (slope * points[row]! - targets[row]!) ** 2).reduce((a, b) => a + b, 0) /
  rows.length

const validate = (settings: Settings) =>
  crossValidate({
    splits: kFold(count, { folds: 5 }),
    fit: (train, { signal }) => slopeOf(train, settings, signal),
    score: (slope, test) => ({ meanSquare: meanSquareOf(slope, test) }),
  })

describe('choosing settings for fit', () => {
  it('cross-validates: every fold is judged by a model that has not seen it', async () => {
    const { folds, test } = await validate({ learningRate: 0.3, size: 8 })
    expect(folds).toHaveLength(5)
    for (const { trainRows, testRows, test } of folds) {
      expect([trainRows, testRows]).toEqual([48, 12])
      expect(test['meanSquare']!).toBeLessThan(0.05)
    }
    expect(test['meanSquare']!.mean).toBeGreaterThan(0.005)
    expect((await validate({ learningRate: 0.3, size: 8 })).test).toEqual(test)
  })

  it('searches a grid', async () => {
    const { best, trials } = await gridSearch<Settings>({
      space: { learningRate: choice([1e-4, 0.3, 8]), size: choice([8, 48]) },
      evaluate: async (settings) => (await validate(settings)).test['meanSquare']!.mean,
      direction: 'minimise',
      failures: 'skip',
    })
    expect(trials).toHaveLength(6)
    expect(best.settings.learningRate).toBe(0.3)
  })

  it('searches by what earlier trials showed', async () => {
    const { best } = await tpeSearch<Settings>({
      space: { learningRate: logUniform(1e-5, 1), size: choice([8, 16]) },
      evaluate: async (settings) => (await validate(settings)).test['meanSquare']!.mean,
      direction: 'minimise',
      failures: 'skip',
      trials: 15,
      seed: 1,
    })
    expect(best.score!).toBeLessThan(0.03)
    expect(best.settings.learningRate).toBeGreaterThan(0.01)
  })
})

import { RandomKey } from '@graftjs/base'
import { nearestRows, TimeSlice } from '@graftjs/classifier'
import type { Engine } from '@graftjs/core'
import { sharedOnnxEngine } from '@graftjs/onnx'
import { beforeAll, describe, expect, it } from 'vitest'
import { joinPairs, nearPairs } from './near-duplicates'
import { beyondFence, neighbourDistances } from './odd-rows'
import { similarityTiles } from './similarities'

let engine: Engine
beforeAll(async () => {
  engine = await sharedOnnxEngine({ device: 'cpu' })
})

/** Unit vectors, more than fit one tile. */
function vectors(rows: number, columns: number) {
  const data = Float32Array.from(RandomKey.from(3).normal(rows * columns))
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * columns, (row + 1) * columns)
    const length = Math.hypot(...own)
    for (let c = 0; c < columns; c++) own[c]! /= length
  }
  return { data, rows, columns }
}

describe('similarities of all with all', () => {
  it('give the same neighbours as comparing row by row', async () => {
    const features = vectors(700, 24)
    const distances = await neighbourDistances(similarityTiles(features, engine), 700, 6)
    const options = { k: 6, distance: 'cosine', among: true, slice: new TimeSlice() } as const
    const plain = await nearestRows(features, features, options)
    for (const row of [0, 1, 511, 512, 699]) {
      const own = plain.distances.subarray(row * 6, row * 6 + 6)
      expect(distances[row]).toBeCloseTo(own.reduce((sum, distance) => sum + distance, 0) / 6, 5)
    }
  })

  it('find the pairs that are alike by hash and vector, or by vector alone', async () => {
    const features = vectors(600, 24)
    const row = (at: number) => features.data.subarray(at * 24, (at + 1) * 24)
    row(580).set(row(3))
    row(590).set(row(7).map((value, c) => (c < 3 ? 0 : value)))
    const hashes = RandomKey.from(9).words(1200)
    hashes.set(hashes.subarray(14, 16), 1180)
    const thresholds = { hashBits: 8, similarity: 0.6, certain: 0.99 }
    const pairs = await nearPairs(similarityTiles(features, engine), hashes, thresholds)
    expect(pairs).toMatchObject([
      { first: 3, second: 580 },
      { first: 7, second: 590, hashBits: 0 },
    ])
    expect(pairs[0]!.similarity).toBeCloseTo(1, 5)
  })

  it('are none of no rows, and stop when the signal fires', async () => {
    const none = { data: new Float32Array(), rows: 0, columns: 24 }
    expect(await neighbourDistances(similarityTiles(none, engine), 0, 5)).toEqual(new Float64Array())
    const stopped = neighbourDistances(similarityTiles(vectors(50, 8), engine, AbortSignal.abort()), 50, 5)
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('pairs', () => {
  it('are joined through others, the largest group first', () => {
    const pair = (first: number, second: number) => ({ first, second, similarity: 1, hashBits: 0 })
    expect(joinPairs([pair(8, 9), pair(1, 5), pair(5, 7), pair(2, 3), pair(3, 1)])).toEqual([
      [1, 2, 3, 5, 7],
      [8, 9],
    ])
  })
})

describe('odd rows', () => {
  it("are those beyond Tukey's fence", () => {
    // Quartiles 2 and 4: the fence stands at 4 + 1.5 · 2.
    expect(beyondFence(Float64Array.of(1, 2, 3, 4, 7.01), 1.5)).toEqual([4])
    expect(beyondFence(Float64Array.of(1, 2, 3, 4, 6.99), 1.5)).toEqual([])
    expect(beyondFence(Float64Array.of(9, 1, 1, 1, 1, 1, 1, 1, 12), 1.5)).toEqual([8, 0])
    expect(beyondFence(new Float64Array(), 1.5)).toEqual([])
  })
})

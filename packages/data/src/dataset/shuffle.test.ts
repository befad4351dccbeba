import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { Dataset } from './dataset'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const stream = (count: number) => Dataset.from(() => numbers(count).values())

async function rowsOf(dataset: Dataset<number>, epoch = 0): Promise<number[]> {
  const rows: number[] = []
  for await (const row of dataset.read({ epoch })) rows.push(row)
  return rows
}

describe('shuffle', () => {
  it.each([
    ['rows in memory', Dataset.from(numbers(200))],
    ['a stream', stream(200)],
    ['a stream in a window', stream(200)],
  ])('of %s loses nothing, and depends on seed and epoch alone', async (name, dataset) => {
    const options = name.includes('window') ? { window: 20 } : {}
    const first = await rowsOf(dataset.shuffle({ seed: 1, ...options }))
    expect(first).not.toEqual(numbers(200))
    expect(first.toSorted((a, b) => a - b)).toEqual(numbers(200))
    expect(await rowsOf(dataset.shuffle({ seed: 1, ...options }))).toEqual(first)
    expect(await rowsOf(dataset.shuffle({ seed: 2, ...options }))).not.toEqual(first)
    expect(await rowsOf(dataset.shuffle({ seed: 1, ...options }), 1)).not.toEqual(first)
  })

  it("is the permutation of the epoch's key for rows in memory", async () => {
    const found = await rowsOf(Dataset.from(numbers(50)).shuffle({ seed: 7 }), 3)
    expect(found).toEqual([...RandomKey.from(7).fold(3).permutation(50)])
  })

  it('moves no row of a stream to the front by more than the window', async () => {
    const found = await rowsOf(stream(2000).shuffle({ seed: 1, window: 50 }))
    found.forEach((row, at) => {
      expect(row - at).toBeLessThanOrEqual(50)
    })
  })

  /** χ² of where each row of six comes to lie: 25 degrees of freedom, 99.99 % below 60.1. */
  it.each([
    ['in memory', Dataset.from(numbers(6))],
    ['of a stream', stream(6)],
  ])('%s leads every row to every place equally often', async (_, dataset) => {
    const times = 3000
    const found = numbers(6).map(() => numbers(6).map(() => 0))
    for (let epoch = 0; epoch < times; epoch++) {
      for (const [at, row] of (await rowsOf(dataset.shuffle({ seed: 5 }), epoch)).entries())
        found[row]![at]!++
    }
    const expected = times / 6
    const chi = found.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chi).toBeLessThan(60.1)
  })

  it('refuses a seed and a window that are none', () => {
    expect(() => stream(3).shuffle({ seed: 0.5 })).toThrow(/whole number/)
    expect(() => stream(3).shuffle({ window: 0 })).toThrow(/window is 0/)
  })
})

import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { logistic } from './plain/logistic'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

describe('learnPairs', () => {
  const matrix = randomRows(50, 40, 8)
  const { length: entries } = matrix.indices
  const rowOf = new Int32Array(entries)
  for (let row = 0; row < matrix.rows; row++) rowOf.fill(row, matrix.offsets[row], matrix.offsets[row + 1])
  const [width, bias, samples] = [16, 11, 2500]
  const start = (rows: number, seed: number, fixed: number) =>
    Float32Array.from(RandomKey.from(seed).normal(rows * width), (value, at) =>
      at % width === bias ? fixed : at % width > bias ? 0 : 0.1 * value,
    )
  const { x, y, counts } = both((memory) => {
    const put = laidDown(memory)
    const [x, y, counts] = [memory.floats(50 * width), memory.floats(40 * width), memory.doubles(2)]
    x.set(start(50, 1, 1))
    y.set(start(40, 2, 0))
    const columns = put(matrix.indices)
    const data = [put(matrix.offsets), columns, put(rowOf), entries, columns, entries] as const
    const factors = [x.byteOffset, y.byteOffset, width, bias] as const
    const scratch = memory.bytes(512)
    const tasks = Math.ceil(samples / 1024)
    return {
      run: (kernels) => {
        for (let epoch = 0; epoch < 4; epoch++) {
          const draws = [samples, epoch * samples, 7, 9] as const
          kernels.learnPairs(scratch, 0, tasks, ...draws, ...data, ...factors, 0.1, 0.01, counts.byteOffset)
        }
      },
      results: { x, y, counts },
    }
  })

  it('brings entries before what is no entry', () => {
    let [right, all] = [0, 0]
    for (let row = 0; row < matrix.rows; row++) {
      const seen = matrix.indices.subarray(matrix.offsets[row], matrix.offsets[row + 1])
      const score = (item: number) => {
        let sum = 0
        for (let d = 0; d < width; d++) sum += x[row * width + d]! * y[item * width + d]!
        return sum
      }
      for (const item of seen) {
        for (let other = 0; other < 40; other++) {
          if (seen.includes(other)) continue
          all++
          if (score(item) > score(other)) right++
        }
      }
    }
    expect(right / all).toBeGreaterThan(0.8)
    expect(counts[1]! / counts[0]!).toBeGreaterThan(0.6)
  })

  it('leaves the fixed number of users and the padding as they were', () => {
    for (let row = 0; row < matrix.rows; row++) {
      expect([...x.subarray(row * width + bias, (row + 1) * width)]).toEqual([1, 0, 0, 0, 0])
    }
    expect(y.some((value, at) => at % width === bias && value !== 0)).toBe(true)
  })

  it('leaves out samples whose user has to do with every item that is drawn', () => {
    expect(counts[0]!).toBeGreaterThan(0.8 * 4 * samples)
    expect(counts[0]!).toBeLessThanOrEqual(4 * samples)
  })
})

describe('logistic', () => {
  it('is 1 ÷ (1 + eˣ)', () => {
    for (const x of [-700, -30, -1.5, -1e-9, 0, 0.3, 2, 17, 90, 690]) {
      expect(Math.abs(logistic(x) * (1 + Math.exp(x)) - 1)).toBeLessThan(1e-7)
    }
    expect(logistic(-1e6)).toBe(1)
    expect(logistic(1e6)).toBeLessThan(1e-300)
  })
})

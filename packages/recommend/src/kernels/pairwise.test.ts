import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { aliasTable, layDownSampler } from './pair-sampler'
import { logistic } from './plain/logistic'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

describe('learnPairs', () => {
  const matrix = randomRows(50, 40, 8)
  const weights = Float64Array.from({ length: 40 }, (_, item) => (item % 4 === 0 ? 3 : 1))
  const { length: entries } = matrix.indices
  const [width, samples] = [16, 2500]
  const start = (rows: number, seed: number) =>
    Float32Array.from(RandomKey.from(seed).normal(rows * width), (value) => 0.1 * value)
  const { x, y, biases, counts } = both((memory) => {
    const put = laidDown(memory)
    const [x, y] = [memory.floats(50 * width), memory.floats(40 * width)]
    const [biases, counts] = [memory.floats(40), memory.doubles(2)]
    x.set(start(50, 1))
    y.set(start(40, 2))
    const sampler = layDownSampler(memory, matrix, weights)
    const marked = [put(matrix.offsets), put(matrix.indices)] as const
    const marks = [sampler.marks.byteOffset] as const
    const table = [sampler.borders.byteOffset, sampler.aliases.byteOffset, 40] as const
    const factors = [x.byteOffset, y.byteOffset, biases.byteOffset, width] as const
    const scratch = memory.bytes(1024)
    const tasks = Math.ceil(samples / 1024)
    return {
      run: (kernels) => {
        kernels.markEntries(0, 0, matrix.rows, ...marked, ...marks)
        for (let epoch = 0; epoch < 4; epoch++) {
          const draws = [samples, epoch * samples, 7, 9] as const
          const guides = sampler.guides.byteOffset
          const from = [...marked, 0, entries, guides, ...marks, ...table] as const
          kernels.learnPairs(scratch, 0, tasks, ...draws, ...from, ...factors, 0.1, 0.01, counts.byteOffset)
        }
      },
      results: { x, y, biases, counts, marks: sampler.marks },
    }
  })

  it('brings entries before what is no entry', () => {
    let [right, all] = [0, 0]
    for (let row = 0; row < matrix.rows; row++) {
      const seen = matrix.indices.subarray(matrix.offsets[row], matrix.offsets[row + 1])
      const score = (item: number) => {
        let sum = biases[item]!
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

describe('aliasTable', () => {
  it('draws places as often as their weights say, and never those of weight 0', () => {
    const weights = Float64Array.of(5, 0, 1, 0.5, 0, 3.5, 10)
    const { borders, aliases } = aliasTable(weights)
    const drawn = new Float64Array(weights.length)
    const words = RandomKey.from(3).words(200_000)
    for (const word of words) {
      const product = (word / 2 ** 32) * weights.length
      const place = Math.floor(product)
      drawn[(product - place) * 2 ** 32 < borders[place]! ? place : aliases[place]!]!++
    }
    weights.forEach((weight, place) => {
      expect(Math.abs(drawn[place]! / words.length - weight / 20)).toBeLessThan(0.005)
      if (weight === 0) expect(drawn[place]).toBe(0)
    })
  })
})

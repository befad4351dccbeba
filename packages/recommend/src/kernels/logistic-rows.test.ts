import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { aliasTable } from './pair-sampler'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

const [width, one, negatives, rate, regularization] = [16, 14, 6, 0.3, 0.2] as const
const matrix = randomRows(30, 25, 13)
const table = aliasTable(Float64Array.from({ length: 25 }, (_, column) => 1 + (column % 3)))
const drawn = (seed: number, rows: number) =>
  Float32Array.from(RandomKey.from(seed).normal(rows * width), (value) => 0.3 * value)

describe('learnChoices', () => {
  const learnt = both((memory) => {
    const put = laidDown(memory)
    const x = memory.floats(30 * width)
    const squares = memory.floats(30 * width)
    x.set(drawn(1, 30))
    const y = put(drawn(2, 25))
    const entries = [put(matrix.offsets), put(matrix.indices), put(matrix.values)] as const
    const places = [put(Int32Array.from(table.borders)), put(table.aliases), 25] as const
    const scratch = memory.bytes(4 * width + 256)
    return {
      run: (kernels) => {
        const from = [...entries, 5, 7, 9, negatives, ...places] as const
        const how = [x.byteOffset, squares.byteOffset, y, width, one, rate, regularization] as const
        kernels.learnChoices(scratch, 0, 30, ...from, ...how)
      },
      results: { x, squares },
    }
  })

  it('takes the step of the paper towards choices and away from what is drawn', () => {
    const [x, y] = [drawn(1, 30), drawn(2, 25)]
    const row = (values: Float32Array, at: number) => [...values.subarray(at * width, (at + 1) * width)]
    const sigmoid = (score: number) => 1 / (1 + Math.exp(-score))
    for (let u = 0; u < 30; u++) {
      const [from, to] = [matrix.offsets[u]!, matrix.offsets[u + 1]!]
      const own = row(x, u)
      const product = (other: readonly number[]) => own.reduce((sum, value, d) => sum + value * other[d]!, 0)
      const slope = own.map((value) => (from === to ? 0 : -regularization * value))
      const add = (item: number, factor: (score: number) => number) => {
        const other = row(y, item)
        const by = factor(product(other))
        other.forEach((value, d) => {
          slope[d]! += by * value
        })
      }
      for (let at = from; at < to; at++)
        add(matrix.indices[at]!, (score) => matrix.values[at]! * (1 - sigmoid(score)))
      const words = RandomKey.fromWords(7, 9).words(8 * (to - from), 5 + 2 * from)
      for (const word of words.subarray(0, negatives * (to - from))) {
        const place = Math.floor((word / 2 ** 32) * 25)
        const rest = ((word / 2 ** 32) * 25 - place) * 2 ** 32
        add(rest < table.borders[place]! ? place : table.aliases[place]!, (score) => -sigmoid(score))
      }
      slope[one] = 0
      own.forEach((value, d) => {
        const expected = value + (rate / Math.sqrt(1e-6 + slope[d]! ** 2)) * slope[d]!
        // Where a slope is near 0 its sign decides.
        if (Math.abs(slope[d]!) > 1e-2 || from === to || d === one)
          expect(Math.abs(learnt.x[u * width + d]! - expected)).toBeLessThan(1e-4)
      })
    }
  })
})

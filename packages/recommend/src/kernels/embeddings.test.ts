import { RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { layDownSampler } from './pair-sampler'
import { both } from './testing/both'
import { laidDown } from './testing/laid-down'
import { randomRows } from './testing/random-rows'

const [users, items, depth, width, tries, samples] = [50, 40, 14, 16, 5, 3000] as const
const matrix = randomRows(users, items, 8)
/** Every row has itself and some of six features. */
const described = (rows: number) => {
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => 2 * row)
  const indices = Int32Array.from({ length: 2 * rows }, (_, at) =>
    at % 2 === 0 ? at / 2 : rows + ((at * 7) % 6),
  )
  const values = Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? 1 : 0.5))
  return { offsets, indices, values, features: rows + 6 }
}

describe.each([
  ['logistic', 0],
  ['BPR', 1],
  ['WARP', 2],
])('learnEmbeddings by %s loss', (_, loss) => {
  const start = (rows: number, seed: number) =>
    Float32Array.from(RandomKey.from(seed).normal(rows * width), (value) => 0.1 * value)
  const learnt = both((memory) => {
    const put = laidDown(memory)
    const sides = [described(users), described(items)].map((side, at) => ({
      rows: [put(side.offsets), put(side.indices), put(side.values)] as const,
      features: memory.floats(side.features * width),
      squares: memory.floats(side.features * width).fill(1),
      start: start(side.features, at + 1),
    }))
    const [ofUsers, ofItems] = [sides[0]!, sides[1]!]
    for (const side of sides) side.features.set(side.start)
    const sampler = layDownSampler(memory, matrix, new Float64Array(items).fill(1))
    const own = [put(matrix.offsets), put(matrix.indices)] as const
    const drawn = memory.ints(samples * (tries + 2))
    const strengths = put(Float32Array.from({ length: tries }, (_, at) => Math.log(39 / (at + 1))))
    const scratch = memory.bytes(512)
    return {
      run: (kernels) => {
        const { guides, borders, aliases, marks } = sampler
        const table = [borders.byteOffset, aliases.byteOffset, items, tries, drawn.byteOffset] as const
        kernels.markEntries(0, 0, users, ...own, marks.byteOffset)
        const from = [...own, matrix.indices.length, guides.byteOffset] as const
        kernels.drawSamples(scratch, 0, samples, 11, 7, 9, ...from, ...table)
        const what = [loss, drawn.byteOffset, tries, strengths, ...own, marks.byteOffset] as const
        const features = [
          ofUsers.features.byteOffset,
          ofUsers.squares.byteOffset,
          ofItems.features.byteOffset,
          ofItems.squares.byteOffset,
        ] as const
        const rows = [...ofUsers.rows, ...ofItems.rows] as const
        const how = [depth, width, 0.1, 0.001] as const
        kernels.learnEmbeddings(scratch, 0, samples, ...what, ...rows, ...features, ...how)
      },
      results: {
        users: ofUsers.features,
        items: ofItems.features,
        userSquares: ofUsers.squares,
        itemSquares: ofItems.squares,
        drawn,
      },
    }
  })

  it('brings entries before what is no entry', () => {
    const sum = (side: ReturnType<typeof described>, features: Float32Array, row: number, one: number) => {
      const own = new Float32Array(width)
      for (const at of [2 * row, 2 * row + 1])
        own.forEach((_, d) => {
          own[d]! += side.values[at]! * features[side.indices[at]! * width + d]!
        })
      own[one] = 1
      return own
    }
    let [right, all] = [0, 0]
    for (let user = 0; user < users; user++) {
      const seen = matrix.indices.subarray(matrix.offsets[user], matrix.offsets[user + 1])
      const of = sum(described(users), learnt.users, user, depth + 1)
      const scores = Array.from({ length: items }, (_, item) =>
        sum(described(items), learnt.items, item, depth).reduce(
          (total, value, d) => total + value * of[d]!,
          0,
        ),
      )
      for (const item of seen) {
        for (let other = 0; other < items; other++) {
          if (seen.includes(other)) continue
          all++
          if (scores[item]! > scores[other]!) right++
        }
      }
    }
    expect(right / all).toBeGreaterThan(0.8)
  })

  it('draws entries and items', () => {
    const seen = new Set<number>()
    for (let sample = 0; sample < samples; sample++) {
      const [user, item, ...others] = learnt.drawn.subarray(sample * (tries + 2), (sample + 1) * (tries + 2))
      expect(matrix.indices.subarray(matrix.offsets[user!], matrix.offsets[user! + 1])).toContain(item)
      for (const other of others) seen.add(other)
    }
    expect(seen.size).toBe(items)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { paddedWidth } from '../../kernels/least-squares'
import { layDownSampler } from '../../kernels/pair-sampler'
import { both } from '../../kernels/testing/both'
import { laidDown } from '../../kernels/testing/laid-down'
import { unpadded } from './factors'
import { losses } from './fit-embeddings'

interface Rows {
  readonly offsets: readonly number[]
  readonly indices: readonly number[]
  readonly values: readonly number[]
  readonly columns: number
}

interface Fixture {
  readonly users: number
  readonly items: number
  readonly depth: number
  readonly tries: number
  readonly rate: number
  readonly matrix: readonly number[]
  readonly userFeatures: Rows
  readonly itemFeatures: Rows
  readonly learnt: Readonly<
    Record<
      (typeof losses)[number],
      {
        readonly start: Readonly<Record<'users' | 'items', readonly number[]>>
        readonly samples: readonly (readonly number[])[]
      } & Readonly<Record<'users' | 'items' | 'userBiases' | 'itemBiases', readonly number[]>>
    >
  >
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/from-lightfm.json', import.meta.url), 'utf8'),
)
const { users, items, depth, tries, rate } = fixture
const width = paddedWidth(depth + 2)

describe.each(losses)('embeddings by the %s loss', (loss) => {
  it('are those of LightFM after the same samples', () => {
    const { start, samples, ...expected } = fixture.learnt[loss]
    const learnt = both((memory) => {
      const put = laidDown(memory)
      const rows = [fixture.userFeatures, fixture.itemFeatures].map(
        ({ offsets, indices, values }) =>
          [
            put(Int32Array.from(offsets)),
            put(Int32Array.from(indices)),
            put(Float32Array.from(values)),
          ] as const,
      )
      const embeddings = [start.users, start.items].map((own) => {
        const padded = memory.floats((own.length / depth) * width)
        own.forEach((value, at) => {
          padded[Math.floor(at / depth) * width + (at % depth)] = value
        })
        return padded
      })
      const squares = embeddings.map(({ length }) => memory.floats(length).fill(1).byteOffset)
      const matrix = chosen()
      const own = [put(matrix.offsets), put(matrix.indices)] as const
      const { marks } = layDownSampler(memory, matrix, new Float64Array(items).fill(1))
      const most = Math.max(...samples.map(({ length }) => length)) - 2
      const drawn = memory.ints(samples.length * (most + 2)).fill(-1)
      samples.forEach((sample, at) => {
        drawn.set(sample, at * (most + 2))
      })
      const strengths = Float32Array.from({ length: tries }, (_, at) =>
        Math.log(Math.max(1, Math.floor((items - 1) / (at + 1)))),
      )
      const what = [losses.indexOf(loss), drawn.byteOffset, most, put(strengths)] as const
      const known = [...own, marks.byteOffset] as const
      const tables = [embeddings[0]!.byteOffset, squares[0]!, embeddings[1]!.byteOffset, squares[1]!] as const
      const how = [...tables, depth, width, rate, 0] as const
      const scratch = memory.bytes(16 * width)
      return {
        run: (kernels) => {
          kernels.markEntries(0, 0, users, ...own, marks.byteOffset)
          kernels.learnEmbeddings(
            scratch,
            0,
            samples.length,
            ...what,
            ...known,
            ...rows[0]!,
            ...rows[1]!,
            ...how,
          )
        },
        results: { users: embeddings[0]!, items: embeddings[1]! },
      }
    })
    const column = (padded: Float32Array, at: number) => padded.filter((_, place) => place % width === at)
    near(unpadded(learnt.users, fixture.userFeatures.columns, width, depth), expected.users)
    near(unpadded(learnt.items, fixture.itemFeatures.columns, width, depth), expected.items)
    near(column(learnt.items, depth + 1), expected.itemBiases)
    // In pairs LightFM moves the user's bias, which all items of a user share; it says nothing.
    if (loss === 'logistic') near(column(learnt.users, depth), expected.userBiases)
  })
})

function near(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, at) => {
    expect(Math.abs(found[at]! - value)).toBeLessThan(1e-4)
  })
}

function chosen() {
  const offsets = new Int32Array(users + 1)
  const indices: number[] = []
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) if (fixture.matrix[user * items + item] === 1) indices.push(item)
    offsets[user + 1] = indices.length
  }
  return { rows: users, columns: items, offsets, indices: Int32Array.from(indices) }
}

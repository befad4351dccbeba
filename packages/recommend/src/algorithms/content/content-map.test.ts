import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Features } from '../../features/features'
import { fitContentMap } from './fit-content-map'

interface Fixture {
  readonly ridge: {
    readonly known: number
    readonly new: number
    readonly features: number
    readonly factors: number
    readonly strength: number
    readonly content: readonly number[]
    readonly target: readonly number[]
    readonly predicted: readonly number[]
  }
}

const { ridge }: Fixture = JSON.parse(
  readFileSync(new URL('../fixtures/from-scikit-learn.json', import.meta.url), 'utf8'),
)
const items = ridge.known + ridge.new
const rowOf = <T>(values: readonly T[], row: number, size: number) =>
  values.slice(row * size, (row + 1) * size)
const known = Int32Array.from({ length: ridge.known }, (_, row) => row)
const fresh = Array.from({ length: ridge.new }, (_, at) => ridge.known + at)
const breathe = async () => undefined

/** The content as words, or as embeddings. */
function featuresOf(kind: 'words' | 'vectors'): Features {
  const names = kind === 'words' ? Array.from({ length: ridge.features }, (_, at) => `word ${at}`) : []
  const offsets = new Int32Array(items + 1)
  const [indices, values]: [number[], number[]] = [[], []]
  for (let row = 0; row < items; row++) {
    if (kind === 'words') {
      rowOf(ridge.content, row, ridge.features).forEach((value, column) => {
        if (value === 0) return
        indices.push(column)
        values.push(value)
      })
    }
    offsets[row + 1] = indices.length
  }
  return {
    names,
    rows: {
      rows: items,
      columns: names.length,
      offsets,
      indices: Int32Array.from(indices),
      values: Float32Array.from(values),
    },
    width: kind === 'vectors' ? ridge.features : 0,
    vectors: Float32Array.from(kind === 'vectors' ? ridge.content : []),
  }
}

describe.each(['words', 'vectors'] as const)('a map from %s', (kind) => {
  it('describes new items as the ridge regression of scikit-learn does', async () => {
    const features = featuresOf(kind)
    const targets = {
      rows: known,
      size: ridge.factors,
      of: (row: number) => rowOf(ridge.target, row, ridge.factors),
    }
    const map = await fitContentMap(features, targets, ridge.strength, breathe)
    const described = map.describe(features, fresh)
    for (const [at, row] of fresh.entries()) {
      described.get(row)!.forEach((value, d) => {
        expect(Math.abs(value - ridge.predicted[at * ridge.factors + d]!)).toBeLessThan(1e-5)
      })
    }
  })
})

describe('a map from words', () => {
  it('knows words by their name, whatever their order, and nothing of items without any', async () => {
    const features = featuresOf('words')
    const targets = { rows: known, size: 1, of: (row: number) => [row] }
    const map = await fitContentMap(features, targets, 1, breathe)
    const { rows, names } = features
    const last = ridge.features - 1
    const reversed: Features = {
      ...features,
      names: [...names].reverse(),
      rows: { ...rows, indices: rows.indices.map((column) => last - column) },
    }
    for (const [row, numbers] of map.describe(features, fresh)) {
      expect(map.describe(reversed, [row]).get(row)![0]).toBeCloseTo(numbers[0]!, 5)
    }
    const others: Features = { ...features, names: names.map((name) => `other ${name}`) }
    expect(map.describe(others, fresh).size).toBe(0)
  })
})

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Interactions, readInteractions } from '../interactions'
import { sharedData } from '../testing/shared-data'
import { kFolds } from './k-folds'
import { NumpyRandom } from './numpy-random'
import { splitStratified } from './stratified'

interface Drawn {
  readonly seed: number
  readonly uniform: readonly number[]
  readonly permutation: readonly number[]
}

const drawn: readonly Drawn[] = JSON.parse(
  readFileSync(new URL('fixtures/numpy-random.json', import.meta.url), 'utf8'),
)

describe('NumpyRandom', () => {
  it.each(drawn)('draws what NumPy draws from seed $seed', ({ seed, uniform, permutation }) => {
    const random = new NumpyRandom(seed)
    const numbers = Array.from({ length: 700 }, () => random.uniform())
    expect(numbers.slice(-5)).toEqual(uniform)
    expect([...random.permutation(1000).slice(0, 20)]).toEqual(permutation)
  })
})

/** The expected hashes are those that `fixtures/published_splits.py` prints. */
describe('published splits of ml-100k', () => {
  const data = sharedData('ml-100k/ml-100k.inter')

  async function read() {
    const log = await readInteractions(data.path)
    const rows = new Map([...log].map(({ user, item }, row) => [`${user} ${item}`, row]))
    const digest = (part: Interactions<string, string>) => {
      const own = Int32Array.from(part, ({ user, item }) => rows.get(`${user} ${item}`)!).sort()
      return createHash('sha256').update(own).digest('hex').slice(0, 16)
    }
    return { log, digest }
  }

  it('parts by item and by user as Microsoft does, event for event', async (context) => {
    if (data.missing) return context.skip(data.missing)
    const { log, digest } = await read()
    const byItem = splitStratified(log, { by: 'item' })
    expect([byItem.train.size, byItem.test.size]).toEqual([75_066, 24_934])
    expect([byItem.train.users.length, byItem.train.items.length]).toEqual([943, 1682])
    expect(digest(byItem.test)).toBe('14b587b60850e434')
    expect(digest(splitStratified(log, { by: 'user' }).test)).toBe('731c7f09792eb822')
  })

  it('makes the folds of Surprise, event for event', async (context) => {
    if (data.missing) return context.skip(data.missing)
    const { log, digest } = await read()
    const folds = kFolds(log)
    expect(folds.map(({ test }) => test.size)).toEqual([20_000, 20_000, 20_000, 20_000, 20_000])
    expect(digest(folds[0]!.test)).toBe('411d90e50b2ed092')
    expect(digest(folds[4]!.test)).toBe('4656c46bd9d2b9f7')
  })
})

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraftError, RandomKey } from '@graftjs/base'
import { beforeAll, describe, expect, it } from 'vitest'
import { algorithms } from '../algorithms'
import { quick } from '../algorithms/testing/quick'
import { interactions } from '../interactions'
import { loadRecommender } from './load'
import type { Recommender } from './recommender'
import { largestAllocation } from './testing/largest-allocation'
import { forged, mutations } from './testing/mutate-model'
import { twoTastes } from './testing/two-tastes'

const names = Object.keys(algorithms)
/** At least 2,000 in all. */
const perKind = Math.ceil(2000 / names.length / Object.keys(mutations).length)

/** Only some algorithms keep it. */
const context = { device: 'categorical', price: 'numeric' } as const

const files = new Map<string, Uint8Array>()
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'graft-bad-models-'))
  const events = twoTastes().map((event, at) => ({
    ...event,
    session: `${event.user} ${at % 3}`,
    device: ['phone', 'tv', null][at % 3],
    price: at % 7 === 0 ? null : at,
  }))
  const log = interactions(events, { context })
  const itemFeatures = log.items.map(
    (item) => [item, { taste: `${item % 2}`, vector: Float32Array.of(item % 2, 1, 0.1) }] as const,
  )
  for (const name of names) {
    const path = join(folder, name)
    await (await quick(name).fit(log, { itemFeatures })).save(path)
    files.set(name, new Uint8Array(await readFile(path)))
  }
  await rm(folder, { recursive: true })
})

/** Whatever a model may be asked. It may refuse, and every item that it recommends is one of its own. */
async function ask(model: Recommender): Promise<void> {
  const { users, items } = model
  const [user = 'x', item = 0] = [users[0], items[0]]
  const late = { user: 'new', item: 3, time: 1.5e12 }
  const questions: (() => unknown)[] = [
    () => model.recommend({ user }, { n: 5, reasons: true }),
    () => model.recommend({ history: items.slice(0, 3) }, { n: 5, diversity: 0.5 }),
    () => model.recommend({ user: 'stranger' }, { n: 3 }),
    () => model.recommend({ user, context: { device: 'tv', price: 3 } }, { n: 5, reasons: true }),
    () =>
      model.recommend({ history: [{ item, context: { price: 7 } }], context: { device: 'phone' } }, { n: 3 }),
    () => model.score({ user }, items.slice(0, 4)),
    () => model.similarItems(item, { n: 3 }),
    () => model.similarUsers({ user }, { n: 3 }),
    () => model.update(interactions([{ ...late, device: 'tv', price: 1 }], { context }), { workers: 1 }),
    () => model.recommend({ user, context: { device: 'tv' } }, { n: 3 }),
  ]
  for (const question of questions) {
    const answer = await Promise.resolve()
      .then(question)
      .catch((error: unknown) => error)
    if (answer instanceof Error && !GraftError.isInstance(answer)) throw answer
    if (typeof answer !== 'object' || answer === null || !('items' in answer)) continue
    if (Array.isArray(answer.items)) for (const { item: own } of answer.items) expect(items).toContain(own)
  }
}

/** Loads a forged file and asks what it holds; `false` where it was refused, as it should be where it is refused. */
async function serves(file: Uint8Array): Promise<boolean> {
  const loaded = await loadRecommender(file).catch((error: unknown) => error)
  if (!(loaded instanceof Error)) {
    await ask(loaded as Recommender)
    return true
  }
  if (!GraftError.isInstance(loaded)) throw loaded
  expect(loaded.code).toMatch(/^invalid-(file|option)$/)
  return false
}

describe.each(names)('a file of %s that is not what was saved', (name) => {
  it(`is refused, ${perKind} times that its bytes differ`, async () => {
    const file = files.get(name)!
    for (let at = 0; at < perKind; at++) {
      const mutated = mutations.bytes(file, RandomKey.from(at).fold(1))
      if (Buffer.from(mutated).equals(file)) continue
      await expect(loadRecommender(mutated), `mutation ${at}`).rejects.toMatchObject({ code: 'invalid-file' })
    }
  })

  it.each(['header', 'arrays'] as const)(
    `is refused or serves, ${perKind} times that its %s were forged`,
    async (kind) => {
      const file = files.get(name)!
      let refused = 0
      for (let at = 0; at < perKind; at++) {
        const mutated = mutations[kind](file, RandomKey.from(at).fold(2))
        const most = await largestAllocation(async () => {
          if (!(await serves(mutated))) refused++
        })
        expect(most, `bytes at once for mutation ${at}`).toBeLessThan(1e6 + 100 * file.length)
      }
      expect(refused).toBeGreaterThan(0)
    },
  )
})

describe('a number in a file by which room would be made', () => {
  it.each([
    ['sessionKnn', 'model/size', (values: Int32Array) => values.fill(2 ** 30, 0, 1), false],
    ['stan', 'model/size', (values: Int32Array) => values.fill(2 ** 30, 0, 1), false],
    ['userKnn', 'model/size', (values: Int32Array) => values.fill(2 ** 30, 1, 2), false],
    ['associationRules', 'model/size', (values: Int32Array) => values.fill(2 ** 30), false],
    ['contentKnn', 'model/content.size', (values: Int32Array) => values.fill(2 ** 30, 2), false],
    ['sessionKnn', 'histories.sessions', (values: Int32Array) => values.fill(2 ** 30 - 1), true],
    ['sessionKnn', 'histories.sessions', (values: Int32Array) => values.fill(2 ** 31 - 1), false],
    ['factorizationMachine', 'histories.context.0', (values: Int32Array) => values.fill(2 ** 30), false],
    ['factorizationMachine', 'histories.context.0', (values: Int32Array) => values.fill(-1), false],
    ['popularity', 'model/users', (values: Int32Array) => values.fill(2 ** 30), false],
  ] as const)('is checked: %s, %s', async (name, array, change, served) => {
    const file = forged(files.get(name)!, array, (values) => {
      if (values instanceof Int32Array) change(values)
    })
    const most = await largestAllocation(async () => {
      expect(await serves(file)).toBe(served)
    })
    expect(most).toBeLessThan(1e6)
  })

  it('is checked: the length of the header', async () => {
    const file = files.get('als')!.slice()
    for (const length of [0n, 1n, 2n ** 20n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n]) {
      new DataView(file.buffer).setBigUint64(0, length, true)
      expect(await serves(file)).toBe(false)
    }
  })
})

it('a file that is empty, of something else, nested without end, or of a future version is refused', async () => {
  const nested = new TextEncoder().encode('['.repeat(500_000))
  const deep = Buffer.concat([Buffer.from(BigUint64Array.of(BigInt(nested.length)).buffer), nested])
  for (const bytes of [new Uint8Array(0), Buffer.from('%PDF-1.7 and so on'), new Uint8Array(deep)]) {
    await expect(loadRecommender(bytes)).rejects.toMatchObject({ code: 'invalid-file' })
  }
})

it('a file that is not there, or a folder, is named', async () => {
  for (const path of [join(tmpdir(), 'graft-no-such-model'), tmpdir()]) {
    await expect(loadRecommender(path)).rejects.toMatchObject({
      code: 'file-access',
      message: expect.stringContaining(path),
    })
  }
})

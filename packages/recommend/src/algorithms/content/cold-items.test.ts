import { describe, expect, it } from 'vitest'
import { interactions } from '../../interactions'
import { als } from '../als'
import { bpr } from '../bpr'
import { ials } from '../ials'
import { tastes } from '../testing/tastes'

const log = interactions(tastes)
const kindOf = (item: number) => (item % 2 === 0 ? 'even' : 'odd')
const itemFeatures = [...log.items, 100, 101, 102].map(
  (item) => [item, item === 102 ? {} : { kind: kindOf(item) }] as const,
)

describe.each([
  ['als', als({ factors: 8, coldItems: 0.1 }), als({ factors: 8, coldItems: false })],
  ['ials', ials({ factors: 8, coldItems: 0.1 }), ials({ factors: 8, coldItems: false })],
  [
    'bpr',
    bpr({ factors: 8, epochs: 60, learningRate: 0.05, coldItems: 0.1 }),
    bpr({ factors: 8, epochs: 60, learningRate: 0.05, coldItems: false }),
  ],
] as const)('%s', (_, algorithm, without) => {
  it('recommends items that nobody chose yet by what is known of them', async () => {
    const model = await algorithm.fit(log, { itemFeatures })
    for (const [user, own, other] of [
      ['user 0', 100, 101],
      ['user 1', 101, 100],
    ] as const) {
      const [like, unlike, unknown] = model.score({ user }, [own, other, 102])
      expect(like!).toBeGreaterThan(unlike!)
      expect(unknown).toBeUndefined()
    }
    const [even, odd] = model.score({ history: [0, 2, 4] }, [100, 101])
    expect(even!).toBeGreaterThan(odd!)
  })

  it('leaves the others as they are, and new ones out where it is told to', async () => {
    const [plain, cold] = [
      await algorithm.fit(log),
      await without.fit(log, { itemFeatures: itemFeatures.slice(0, 20) }),
    ]
    const withFeatures = await algorithm.fit(log, { itemFeatures: itemFeatures.slice(0, 20) })
    expect(withFeatures.score({ user: 'user 0' }, log.items)).toEqual(
      plain.score({ user: 'user 0' }, log.items),
    )
    expect(cold.score({ user: 'user 0' }, log.items)).toEqual(plain.score({ user: 'user 0' }, log.items))
    const left = await without.fit(log, { itemFeatures })
    expect(left.score({ user: 'user 0' }, [100, 101])).toEqual([undefined, undefined])
  })

  it('learns of new items with an update, and keeps those it knew by their features', async () => {
    const model = await algorithm.fit(log, { itemFeatures })
    const [before] = model.score({ user: 'user 2' }, [100])
    const event = { user: 'user 0', item: 200, weight: 1, time: new Date('2016-02-01') }
    const update = await model.update(interactions([event]), {
      itemFeatures: [200, 300, 301].map((item) => [item, { kind: kindOf(item) }] as const),
    })
    expect(update.learnt).toBe(true)
    const [known, even, odd] = model.score({ user: 'user 2' }, [100, 300, 301])
    expect(known!).toBeCloseTo(before!, 5)
    expect(even!).toBeGreaterThan(odd!)
    expect(even!).toBeCloseTo(known!, 5)
  })
})

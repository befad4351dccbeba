import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { algorithms } from '.'
import { sessionKnn, stan, vectorSessionKnn } from './session-knn'

interface Reference {
  readonly train: readonly (readonly [session: number, item: number, time: number])[]
  readonly now: number
  readonly cases: readonly {
    readonly algorithm: 'sessionKnn' | 'vectorSessionKnn' | 'stan'
    readonly settings: Readonly<Record<string, number | string>>
    readonly history: readonly number[]
    readonly scores: Readonly<Record<string, number>>
  }[]
}

const { train, now, cases }: Reference = JSON.parse(
  readFileSync(new URL('fixtures/from-session-rec.json', import.meta.url), 'utf8'),
)
const log = interactions(train.map(([user, item, time]) => ({ user, item, time })))

describe('neighbours of sessions', () => {
  it.each(cases)('score as session-rec does: $algorithm after $history', async (reference) => {
    const { algorithm, settings, history, scores } = reference
    const model = await algorithms[algorithm](settings).fit(log)
    const events = history.map((item) => ({ item, time: new Date(1000 * now) }))
    const { items } = model.recommend({ history: events }, { n: 99, seen: 'include', fallback: [] })
    // session-rec's sessionKnn is held as a share of the greatest score.
    const unit = algorithm === 'sessionKnn' ? items[0]!.score! : 1
    expect(items.map(({ item }) => item).sort()).toEqual(Object.keys(scores).map(Number).sort())
    for (const { item, score } of items) expect(score! / unit).toBeCloseTo(scores[item]!, 6)
  })

  it.each([sessionKnn, vectorSessionKnn, stan])('give reasons that add up', async (algorithm) => {
    const model = await algorithm().fit(log)
    const { items } = model.recommend(
      { history: [1, 2, 3] },
      { reasons: true, seen: 'include', fallback: [] },
    )
    for (const { score, reasons } of items) {
      expect(reasons!.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(score!, 9)
      for (const reason of reasons!)
        expect('because' in reason && [1, 2, 3].includes(reason.because)).toBe(true)
    }
  })

  it('ask the latest sessions, and the most alike of them', async () => {
    const sessions = interactions([
      ...['x', 'old'].map((item) => ({ user: 's1', item, time: 1 })),
      ...['x', 'new'].map((item) => ({ user: 's2', item, time: 2 })),
      ...['x', 'y', 'both'].map((item) => ({ user: 's3', item, time: 3 })),
    ])
    const ids = async (options: object) => {
      const model = await sessionKnn(options).fit(sessions)
      return model.recommend({ history: ['x', 'y'] }, { fallback: [] }).items.map(({ item }) => item)
    }
    expect(await ids({})).toEqual(['both', 'old', 'new'])
    expect(await ids({ sample: 2 })).toEqual(['both', 'new'])
    expect(await ids({ neighbours: 1 })).toEqual(['both'])
  })

  it('know only the current visit of someone with several', async () => {
    const visits = interactions([
      { user: 'ann', session: 1, item: 'x', time: 1 },
      { user: 'ann', session: 1, item: 'after x', time: 2 },
      { user: 'ann', session: 2, item: 'y', time: 3 },
      { user: 'bob', session: 3, item: 'y', time: 1 },
      { user: 'bob', session: 3, item: 'after y', time: 2 },
    ])
    const model = await sessionKnn().fit(visits)
    expect(model.recommend({ user: 'ann' }, { fallback: [] }).items.map(({ item }) => item)).toEqual([
      'after y',
    ])
    const now = model.recommend({ user: 'ann', history: ['after y'] }, { fallback: [], seen: 'include' })
    expect(now.items.map(({ item }) => item)).toEqual(['y', 'after y'])
  })
})

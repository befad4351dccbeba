import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { loadRecommender } from '../recommender'
import { popularity } from './popularity'

const day = (date: number) => new Date(Date.UTC(2016, 0, date))
const rows = [
  { user: 'a', item: 'old', time: day(1), weight: 1 },
  { user: 'b', item: 'old', time: day(1), weight: 1 },
  { user: 'b', item: 'old', time: day(1), weight: 3 },
  { user: 'c', item: 'new', time: day(11), weight: 2 },
]
const log = interactions(rows)
const counts = (model: { score(subject: { history: [] }, items: string[]): (number | undefined)[] }) =>
  model.score({ history: [] }, ['old', 'new'])

describe('popularity', () => {
  it('counts users, or weights', async () => {
    expect(counts(await popularity().fit(log))).toEqual([2, 1])
    expect(counts(await popularity({ count: 'weights' }).fit(log))).toEqual([5, 2])
  })

  it('ages', async () => {
    expect(counts(await popularity({ halfLifeDays: 5 }).fit(log))).toEqual([2 / 4, 1])
    const aged = interactions(rows, { halfLifeDays: 10 })
    expect(counts(await popularity({ count: 'weights' }).fit(aged))).toEqual([5 / 2, 2])
    const timeless = interactions([{ user: 'a', item: 'x' }])
    await expect(popularity({ halfLifeDays: 5 }).fit(timeless)).rejects.toThrow(/no time/)
  })

  it('leaves out what is disliked more than liked', async () => {
    const disliked = interactions([...rows, { user: 'd', item: 'bad', time: day(2), weight: -1 }])
    expect((await popularity().fit(disliked)).score({ user: 'a' }, ['bad'])).toEqual([undefined])
  })

  it('counts among those who are alike, also once it was saved and updated', async () => {
    const userFeatures = new Map([
      ['a', { country: 'north' }],
      ['b', { country: 'north' }],
      ['c', { country: 'south' }],
    ])
    const model = await popularity({ segment: 'country' }).fit(log, { userFeatures })
    const folder = await mkdtemp(join(tmpdir(), 'graft-popularity-'))
    await model.save(join(folder, 'model'))
    for (const own of [model, await loadRecommender<string, string>(join(folder, 'model'))]) {
      expect(own.score({ user: 'a' }, ['old', 'new'])).toEqual([2, undefined])
      expect(own.score({ user: 'c' }, ['old', 'new'])).toEqual([undefined, 1])
      expect(counts(own)).toEqual([2, 1])
      await own.update(interactions([{ user: 'a', item: 'new', time: day(12), weight: 1 }]))
      expect(own.score({ user: 'b' }, ['old', 'new'])).toEqual([2, 1])
    }
    await rm(folder, { recursive: true })
    await expect(popularity({ segment: 'age' }).fit(log, { userFeatures })).rejects.toThrow(/feature "age"/)
  })
})

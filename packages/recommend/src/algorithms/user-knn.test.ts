import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { twoTastes } from '../recommender/testing/two-tastes'
import { userKnn } from './user-knn'

const log = interactions(twoTastes())
const users = log.users
const weightOf = (user: string, item: number): number =>
  [...log]
    .filter((event) => event.user === user && event.item === item)
    .reduce((sum, { weight }) => sum + weight, 0)
const rows = new Map(users.map((user) => [user, log.items.map((item) => weightOf(user, item))]))

describe.each([
  ['cosine', 0],
  ['cosine', 2],
  ['jaccard', 0.5],
] as const)('userKnn by %s with shrinkage %s', (similarity, shrinkage) => {
  const likeness = (a: readonly number[], b: readonly number[]): number => {
    const product = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, value, at) => sum + value * y[at]!, 0)
    if (similarity === 'cosine') return product(a, b) / (Math.hypot(...a) * Math.hypot(...b) + shrinkage)
    const [x, y] = [a, b].map((row) => row.map((value) => Number(value !== 0)))
    const common = product(x!, y!)
    return common / (product(x!, x!) + product(y!, y!) - common + shrinkage)
  }

  it('sums what the nearest users chose, as a dense computation does', async () => {
    const model = await userKnn({ similarity, shrinkage, neighbours: 3 }).fit(log)
    for (const user of users) {
      const near = users
        .filter((other) => other !== user)
        .map((other) => ({ other, value: likeness(rows.get(user)!, rows.get(other)!) }))
        .sort((a, b) => b.value - a.value || users.indexOf(a.other) - users.indexOf(b.other))
        .slice(0, 3)
      const expected = log.items.map((_, at) =>
        near.reduce((sum, { other, value }) => sum + value * rows.get(other)![at]!, 0),
      )
      model.score({ user }, log.items).forEach((score, at) => {
        expect(score ?? 0).toBeCloseTo(expected[at]!, 5)
      })
      const similar = model.similarUsers({ user }, { n: 3 })
      similar.forEach(({ score }, at) => {
        expect(score).toBeCloseTo(near[at]!.value, 5)
      })
    }
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { updateContext } from '../recommender/fit-context'
import type { CompressedRows } from '../sparse'
import { fitChoices } from './factors/fit-choices'
import { logisticMf } from './logistic-mf'
import { tastes } from './testing/tastes'

interface Fixture {
  readonly users: number
  readonly items: number
  readonly factors: number
  readonly matrix: readonly number[]
  readonly logistic: Readonly<Record<'learningRate' | 'regularization' | 'epochs', number>> &
    Readonly<Record<'startUsers' | 'startItems' | 'users' | 'items', readonly number[]>>
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('fixtures/from-implicit.json', import.meta.url), 'utf8'),
)
const { users, items, factors, matrix, logistic } = fixture

describe('logistic matrix factorization', () => {
  it('gives the factors that implicit gives from the same start, without drawn pairs', async () => {
    const { learningRate, regularization, epochs } = logistic
    const settings = {
      factors,
      learningRate,
      regularization,
      epochs,
      alpha: 1,
      negatives: 0,
      spread: 1,
      seed: 1,
    }
    const start = { users: swapped(logistic.startUsers), items: swapped(logistic.startItems) }
    const found = await fitChoices(rowsOf(), settings, updateContext({}), start)
    const [ofUsers, ofItems] = [logistic.users, logistic.items].map((own) => rowsWith(own))
    expect(ofUsers).toHaveLength(users)
    ofUsers!.forEach((row, user) => {
      near(found.userFactors.subarray(user * factors, (user + 1) * factors), row.slice(0, factors))
    })
    ofItems!.forEach((row, item) => {
      near(found.itemFactors.subarray(item * factors, (item + 1) * factors), row.slice(0, factors))
      // implicit has an item's bias before its 1.
      near(found.biases.subarray(item, item + 1), row.slice(factors, factors + 1))
    })
  })

  it('puts the rest of a taste before the other one, for known users and new ones', async () => {
    const model = await logisticMf({ factors: 4 }).fit(interactions(tastes))
    const evenOf = (list: readonly { readonly item: number }[]) =>
      list.filter(({ item }) => item % 2 === 0).length
    expect(evenOf(model.recommend({ user: 'user 0' }, { n: 3 }).items)).toBe(3)
    expect(evenOf(model.recommend({ user: 'user 1' }, { n: 3 }).items)).toBe(0)
    expect(evenOf(model.recommend({ history: [0, 2, 4] }, { n: 5 }).items)).toBe(5)
    expect(evenOf(model.recommend({ history: [1, 3, 5] }, { n: 5 }).items)).toBe(0)
  })

  it('takes no dislike for a choice', async () => {
    const disliked = tastes.map((event) => ({ ...event, weight: event.item < 10 ? -1 : 1 }))
    const model = await logisticMf().fit(interactions(disliked))
    const { items: list } = model.recommend({ user: 'user 0' }, { n: 20, seen: 'include', fallback: [] })
    expect(list.every(({ item }) => item >= 10)).toBe(true)
    expect(model.recommend({ history: [{ item: 12, weight: -1 }] }, { fallback: [] }).items).toEqual([])
  })
})

const rowsWith = (own: readonly number[]) =>
  Array.from({ length: own.length / (factors + 2) }, (_, row) =>
    own.slice(row * (factors + 2), (row + 1) * (factors + 2)),
  )

/** implicit has 1 and then the bias in users, and the other way round in items; here it is bias and 1, and 1 and bias. */
const swapped = (own: readonly number[]): Float32Array =>
  Float32Array.from(
    rowsWith(own).flatMap((row) => [...row.slice(0, factors), row[factors + 1]!, row[factors]!]),
  )

function near(found: Float32Array, expected: readonly number[]): void {
  expected.forEach((value, at) => {
    expect(Math.abs(found[at]! - value)).toBeLessThan(1e-4)
  })
}

function rowsOf(): CompressedRows {
  const offsets = new Int32Array(users + 1)
  const indices: number[] = []
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) if (matrix[user * items + item] !== 0) indices.push(item)
    offsets[user + 1] = indices.length
  }
  const values = Float32Array.from(matrix.filter((value) => value !== 0))
  return { rows: users, columns: items, offsets, indices: Int32Array.from(indices), values }
}

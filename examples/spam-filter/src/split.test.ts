import { describe, expect, it } from 'vitest'
import { split } from './split'

const rows = Array.from({ length: 100 }, (_, id) => ({ id, label: id % 4 === 0 ? 'spam' : 'ham' }))
const sizes = { train: { ham: 10, spam: 10 }, test: { ham: 40, spam: 12 } }
const count = (of: readonly { label: string }[], label: string) =>
  of.filter((row) => row.label === label).length

describe('split', () => {
  it('draws as many rows of each label as asked for, none of them twice', () => {
    const { train, test } = split(rows, sizes, 1)
    expect([count(train, 'ham'), count(train, 'spam'), count(test, 'ham'), count(test, 'spam')]).toEqual([
      10, 10, 40, 12,
    ])
    expect(new Set([...train, ...test]).size).toBe(72)
  })

  it('gives the same split for the same seed and another for another', () => {
    expect(split(rows, sizes, 1)).toEqual(split(rows, sizes, 1))
    expect(split(rows, sizes, 2)).not.toEqual(split(rows, sizes, 1))
  })

  it('says when there are too few rows', () => {
    expect(() => split(rows, { ...sizes, test: { ham: 40, spam: 20 } }, 1)).toThrow(
      /10 \+ 20 rows of label spam/,
    )
  })
})

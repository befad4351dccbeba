import { describe, expect, it } from 'vitest'
import { interactions } from '../interactions'
import { slopeOne } from './slope-one'

/** The example of Lemire and Maclachlan's paper, section 3: what would Lucy give item A? */
const ratings = interactions([
  { user: 'John', item: 'A', weight: 5 },
  { user: 'John', item: 'B', weight: 3 },
  { user: 'John', item: 'C', weight: 2 },
  { user: 'Mark', item: 'A', weight: 3 },
  { user: 'Mark', item: 'B', weight: 4 },
  { user: 'Lucy', item: 'B', weight: 2 },
  { user: 'Lucy', item: 'C', weight: 5 },
])

describe('slopeOne', () => {
  it('adds the mean lead over the rated items to the mean of the own ratings', async () => {
    const model = await slopeOne().fit(ratings)
    // A leads B by 0.5 on the mean of two, and C by 3 on that of one; Lucy's mean is 3.5.
    expect(model.score({ user: 'Lucy' }, ['A'])[0]).toBeCloseTo(3.5 + (0.5 + 3) / 2, 6)
    expect(model.explain({ user: 'Lucy' }, 'A').parts).toEqual([
      { base: 'the mean of the own ratings', amount: 3.5 },
      { because: 'B', amount: 0.25 },
      { because: 'C', amount: 1.5 },
    ])
  })

  it('predicts for someone new by their ratings, and nothing for no ratings', async () => {
    const model = await slopeOne().fit(ratings)
    expect(model.score({ history: [{ item: 'C', weight: 1 }] }, ['A'])).toEqual([4])
    expect(model.score({ history: [] }, ['A'])).toEqual([undefined])
  })
})

import { describe, expect, it } from 'vitest'
import { thinned } from './thin'

describe('thinned', () => {
  it('leaves short curves alone, but for what is not finite', () => {
    expect(
      thinned([
        [0, 1],
        [1, Number.NaN],
        [2, 3],
      ]),
    ).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it('keeps ends, order and the one spike among ten thousand points', () => {
    const points = Array.from(
      { length: 10_000 },
      (_, x) => [x, x === 4321 ? 5 : 0] satisfies [number, number],
    )
    const kept = thinned(points, 100)
    expect(kept).toHaveLength(100)
    expect([kept[0], kept.at(-1)]).toEqual([
      [0, 0],
      [9999, 0],
    ])
    expect(kept).toContainEqual([4321, 5])
    expect(kept.every(([x], at) => at === 0 || x > kept[at - 1]![0])).toBe(true)
  })
})

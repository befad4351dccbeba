import { GraftError, RandomKey } from '@graftjs/base'
import { describe, expect, it } from 'vitest'
import { Dice } from './dice'
import { difference, exact } from './exact'

describe('difference', () => {
  it('is relative above 1 and absolute below', () => {
    expect(difference(1000.001, 1000)).toBeCloseTo(1e-6, 12)
    expect(difference(0.001, 0.002)).toBeCloseTo(1e-3, 12)
    expect(difference([1, [2, 4]], [1, [2, 3]])).toBeCloseTo(1 / 3, 12)
    expect(difference([1, Infinity, Number.NaN, null], [1, Infinity, Number.NaN, null])).toBe(0)
  })

  it('is infinite where one is not defined or has another shape', () => {
    expect(difference(null, 0)).toBe(Infinity)
    expect(difference(0, Number.NaN)).toBe(Infinity)
    expect(difference(1, Infinity)).toBe(Infinity)
    expect(difference([1, 2], [1])).toBe(Infinity)
    expect(difference([1], 1)).toBe(Infinity)
  })
})

describe('a case', () => {
  const dice = () => new Dice(RandomKey.from(1))

  it('takes a refusal of data for undefined, and no other failure', () => {
    const refused = (code: 'invalid-data' | 'invalid-option') =>
      exact({
        peer: 'none',
        make: () => 1,
        ours: () => {
          throw new GraftError(code, { what: 'No.', fix: 'None.' })
        },
      })
    expect(refused('invalid-data').draw(dice())).toEqual({ input: 1, ours: null })
    expect(() => refused('invalid-option').draw(dice())).toThrow(/No\./)
  })

  it('is drawn alike from the same key', () => {
    const drawn = exact({ peer: 'none', make: (dice) => dice.list(5, () => dice.normal()), ours: () => 1 })
    expect(drawn.draw(dice())).toEqual(drawn.draw(dice()))
    expect(drawn.draw(dice())).not.toEqual(drawn.draw(new Dice(RandomKey.from(2))))
  })
})

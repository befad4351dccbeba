import { describe, expect, it } from 'vitest'
import { compare, summarize } from './compare'

describe('summarize', () => {
  it('gives the median and the interquartile range ÷ median as numpy.percentile does', () => {
    // numpy.percentile([3, 1, 4, 1, 5, 9], [25, 50, 75]) = [1.5, 3.5, 4.75]
    expect(summarize([3, 1, 4, 1, 5, 9])).toEqual({ median: 3.5, spread: (4.75 - 1.5) / 3.5 })
    expect(summarize([2])).toEqual({ median: 2, spread: 0 })
  })
})

describe('compare', () => {
  it('puts us above 1 when we are faster, and when we have more of what is good', () => {
    const about = { case: 'step', peer: 'pytorch (best)', unit: 's' }
    expect(compare({ ...about, better: 'less' }, [1, 1, 1], [2, 2, 3])).toMatchObject({
      ...about,
      ours: 1,
      theirs: 2,
      ratio: 2,
      runs: 3,
      spread: 0.25,
    })
    expect(compare({ ...about, better: 'more' }, [1], [2]).ratio).toBe(0.5)
  })
})

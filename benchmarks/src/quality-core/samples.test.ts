import { describe, expect, it } from 'vitest'
import { mean, standardError } from './samples'

describe('standardError', () => {
  // scipy.stats.ttest_ind([1, 2, 4], [2, 5, 6, 9]): statistic -1.7021372647521074
  it('is what Student’s test divides by', () => {
    const [a, b] = [
      [1, 2, 4],
      [2, 5, 6, 9],
    ]
    expect((mean(a!) - mean(b!)) / standardError(a!, b!)).toBeCloseTo(-1.7021372647521074, 12)
  })

  it('is unknown of single seeds', () => {
    expect(standardError([0.97], [0.98])).toBeNaN()
  })
})

import { describe, expect, it } from 'vitest'
import { logGamma } from '../numeric/log-gamma'
import { normalCumulative, normalQuantile } from '../numeric/normal'
import { studentTwoSidedQuantile, studentTwoSidedTail } from '../numeric/student-t'
import { drawBinomial } from '../random/binomial'
import { Draws } from '../random/draws'
import { groupingOf } from '../selection/grouping'
import { expectClose, readFixture } from '../testing/fixture'
import { bcaInterval, bootstrapInterval, percentileInterval, take } from './bootstrap'
import { mcnemarTest } from './mcnemar'
import { resampleCells } from './resampled-counts'
import { wilsonInterval } from './wilson'

const fixture = readFixture<{
  wilson: [number, number, number, number, number][]
  normal: [number, number][]
  quantile: [number, number][]
  logGamma: [number, number][]
  student: [number, number, number][]
  studentQuantile: [number, number, number][]
  mcnemar: [number, number, number, number][]
  bootstrap: {
    name: string
    value: number
    distribution: number[]
    leftOut: number[]
    intervals: [number, 'percentile' | 'BCa', number, number][]
  }[]
  stratified: {
    name: string
    strata: number[]
    value: number
    distribution: number[]
    leftOut: number[]
    interval: [number, number]
  }[]
}>(new URL('fixtures/confidence.json', import.meta.url))

describe('distributions equal SciPy', () => {
  it('normal: relative, also far out', () => {
    for (const [z, wanted] of fixture.normal) expectClose(normalCumulative(z) / wanted, 1, `Φ(${z})`, 1e-12)
    for (const [share, wanted] of fixture.quantile)
      expectClose(normalQuantile(share), wanted, `${share}`, 1e-13)
    for (const [x, wanted] of fixture.logGamma) expectClose(logGamma(x), wanted, `ln Γ(${x})`, 1e-13)
  })
})

describe('distributions of test statistics equal SciPy', () => {
  it("Student's t, relative also in the tails", () => {
    for (const [t, degrees, wanted] of fixture.student)
      expectClose(studentTwoSidedTail(t, degrees) / wanted, 1, `t ${t} of ${degrees}`, 1e-11)
    for (const [level, degrees, wanted] of fixture.studentQuantile)
      expectClose(studentTwoSidedQuantile(level, degrees), wanted, `quantile ${level} of ${degrees}`, 1e-11)
  })
})

describe('Wilson interval', () => {
  it("equals SciPy's", () => {
    for (const [successes, trials, level, lower, upper] of fixture.wilson) {
      const found = wilsonInterval(successes, trials, { level })
      expectClose(found.lower, lower, `lower ${successes}/${trials}`)
      expectClose(found.upper, upper, `upper ${successes}/${trials}`)
    }
  })

  it('covers the truth as often as it says', () => {
    const draws = Draws.from(11)
    const repetitions = 2000
    let covered = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const { lower, upper } = wilsonInterval(drawBinomial(200, 0.9, draws), 200)
      if (lower <= 0.9 && 0.9 <= upper) covered++
    }
    expect(Math.abs(covered / repetitions - 0.95)).toBeLessThan(0.02)
  })

  it('refuses impossible counts', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(/successes is 3 of 2 trials/)
    expect(() => wilsonInterval(1, Number.NaN)).toThrow(/trials is NaN/)
    expect(() => wilsonInterval(1, 2, { level: 95 })).toThrow(/level is 95/)
    expect(wilsonInterval(0, 0)).toEqual({ lower: 0, upper: 1, level: 0.95 })
  })
})

describe('bootstrap', () => {
  it.each(fixture.bootstrap)("given SciPy's resamples of the $name, gives its interval", (example) => {
    const distribution = Float64Array.from(example.distribution).sort()
    for (const [level, method, lower, upper] of example.intervals) {
      const found =
        method === 'BCa'
          ? bcaInterval(distribution, example.value, Float64Array.from(example.leftOut), level)
          : percentileInterval(distribution, example.value, level)
      expectClose(found.lower, lower, `${method} ${level} lower`)
      expectClose(found.upper, upper, `${method} ${level} upper`)
    }
  })

  it.each(fixture.stratified)(
    "of strata, given SciPy's resamples of the $name, gives its interval",
    (example) => {
      const { distribution, leftOut, value, strata, interval } = example
      const found = bcaInterval(
        Float64Array.from(distribution).sort(),
        value,
        Float64Array.from(leftOut),
        0.95,
        groupingOf(strata, strata.length),
      )
      expectClose(found.lower, interval[0], 'lower')
      expectClose(found.upper, interval[1], 'upper')
    },
  )

  it('of strata does not need what cannot be left out', () => {
    const strata = ['one', 'many', 'many', 'many']
    const oneIsThere = (rows: Int32Array) =>
      rows.includes(0) ? rows.reduce((sum, row) => sum + row, 0) : Number.NaN
    expect(bootstrapInterval(4, oneIsThere, { strata }).value).toBe(6)
  })

  it.each(['percentile', 'bca'] as const)('%s covers the mean as often as it says', (method) => {
    const draws = Draws.from(5)
    const repetitions = 400
    let covered = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const data = Float64Array.from({ length: 200 }, () => draws.normal())
      const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + data[row]!, 0) / rows.length
      const { lower, upper } = bootstrapInterval(200, mean, { repetitions: 200, method, seed: repetition })
      if (lower <= 0 && 0 <= upper) covered++
    }
    // 0.95 ± 3 standard errors of 400 repetitions, and what 200 resamples cost.
    expect(covered / repetitions).toBeGreaterThan(0.91)
    expect(covered / repetitions).toBeLessThan(0.985)
  })

  it('gives the same for the same seed, and another for another', () => {
    const data = take([3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const mean = (rows: Int32Array) => take(data, rows).reduce((a, b) => a + b, 0) / rows.length
    expect(bootstrapInterval(10, mean)).toEqual(bootstrapInterval(10, mean, { seed: 1 }))
    expect(bootstrapInterval(10, mean)).not.toEqual(bootstrapInterval(10, mean, { seed: 2 }))
  })

  it('refuses a statistic that is not a number', () => {
    const undefinedSometimes = (rows: Int32Array) => (rows.includes(0) ? 1 : Number.NaN)
    expect(() => bootstrapInterval(3, undefinedSometimes)).toThrow(/The statistic of resample \d+ is NaN/)
    expect(() => bootstrapInterval(1, () => 0)).toThrow(/rows is 1/)
    expect(() => bootstrapInterval(5, () => 0, { repetitions: 0 })).toThrow(/repetitions is 0/)
  })

  it('of a constant is that constant', () => {
    expect(bootstrapInterval(5, () => 2)).toMatchObject({ value: 2, lower: 2, upper: 2 })
  })
})

describe('resampled cells', () => {
  const moments = (rows: number, weighted: boolean) => {
    const cellOf = Int32Array.from({ length: rows }, (_, row) => (row % 10 < 7 ? 0 : row % 10 < 9 ? 1 : 2))
    const weights = weighted ? Float64Array.from(cellOf, (cell, row) => cell + (row % 3)) : undefined
    const sums = [0, 0, 0]
    const squares = [0, 0, 0]
    const repetitions = 400
    resampleCells(cellOf, 3, weights).forEach(repetitions, Draws.from(9), (cells) => {
      cells.forEach((value, cell) => {
        sums[cell] = sums[cell]! + value / rows
        squares[cell] = squares[cell]! + (value / rows) ** 2
      })
    })
    return sums.map((sum, cell) => {
      const mean = sum / repetitions
      return { mean, variance: (squares[cell]! / repetitions - mean * mean) * rows }
    })
  }

  it.each([false, true])('row by row and cell by cell are alike, weighted: %s', (weighted) => {
    const byRow = moments(20_000, weighted)
    const byCell = moments(20_001, weighted)
    byCell.forEach(({ mean, variance }, cell) => {
      const standardError = Math.sqrt(byRow[cell]!.variance / 20_000 / 400)
      expect(Math.abs(mean - byRow[cell]!.mean)).toBeLessThan(6 * standardError)
      // The standard error of a variance over 400 repetitions is 7 %.
      expect(variance / byRow[cell]!.variance).toBeGreaterThan(0.7)
      expect(variance / byRow[cell]!.variance).toBeLessThan(1.4)
    })
  })
})

describe('binomial draws', () => {
  it.each([
    [20, 0.1],
    [50, 0.5],
    [100_000, 0.97],
    [1_000_000, 0.0003],
  ])('%i trials of probability %f have the right moments', (trials, probability) => {
    const draws = Draws.from(trials)
    const repetitions = 20_000
    let sum = 0
    let squares = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const off = drawBinomial(trials, probability, draws) - trials * probability
      sum += off
      squares += off * off
    }
    const variance = trials * probability * (1 - probability)
    expect(Math.abs(sum / repetitions)).toBeLessThan(4 * Math.sqrt(variance / repetitions))
    expect(Math.abs(squares / repetitions / variance - 1)).toBeLessThan(5 * Math.sqrt(2.2 / repetitions))
  })
})

describe("McNemar's test", () => {
  it("equals SciPy's exact test and its chi-squared tail", () => {
    for (const [b, c, exact, chiSquared] of fixture.mcnemar) {
      const truth = new Array<number>(b + c + 2).fill(1)
      const first = truth.map((_, row) => (row < b || row >= b + c ? 1 : 0))
      const second = truth.map((_, row) => (row < b ? 0 : 1))
      const found = mcnemarTest(truth, first, second)
      expect(found).toMatchObject({ onlyFirstRight: b, onlySecondRight: c, bothRight: 2, bothWrong: 0 })
      expectClose(found.pValue, exact, `exact ${b} ${c}`)
      const approximate = mcnemarTest(truth, first, second, { method: 'chi-squared' })
      expectClose(approximate.pValue, chiSquared, `chi-squared ${b} ${c}`)
    }
  })

  it('keeps its level under the null', () => {
    const draws = Draws.from(3)
    const repetitions = 2000
    let rejected = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const answers = () => Array.from({ length: 100 }, () => (draws.uniform() < 0.8 ? 1 : 0))
      const truth = new Array<number>(100).fill(1)
      if (mcnemarTest(truth, answers(), answers()).pValue <= 0.05) rejected++
    }
    expect(rejected / repetitions).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / repetitions))
  })
})

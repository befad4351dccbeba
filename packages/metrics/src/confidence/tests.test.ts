import { describe, expect, it } from 'vitest'
import { rocAuc } from '../classification'
import { normalQuantile } from '../numeric/normal'
import { drawBinomial } from '../random/binomial'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  adjustPValues,
  bootstrapInterval,
  cliffsDelta,
  cohensD,
  cohensH,
  correctedResampledTest,
  delongInterval,
  delongTest,
  fiveByTwoTest,
  mcnemarTest,
  pairedTTest,
  permutationTest,
  rowsForArea,
  rowsForDifference,
  rowsForInterval,
  rowsForPairedDifference,
  take,
  wilcoxonTest,
  wilsonInterval,
} from '.'

const fixture = readFixture<{
  paired: {
    first: number[]
    second: number[]
    t: [number, number, number, number, number]
    wilcoxon: Partial<Record<'asymptotic' | 'exact', [number, number]>>
    permutation: number | null
    d: number
    cliff: number
    pooled: number
    hedges: number
  }[]
  delong: {
    truth: number[]
    first: number[]
    second: number[]
    areas: [number, number]
    standardErrors: [number, number]
    z: number
    p: number
  }[]
  adjusted: {
    p: number[]
    expected: Record<
      'bonferroni' | 'holm' | 'hochberg' | 'benjamini-hochberg' | 'benjamini-yekutieli',
      number[]
    >
  }
  five: { differences: number[][]; t: [number, number]; f: [number, number] }[]
  corrected: { differences: number[]; expected: [number, number, number, number] }
}>(new URL('fixtures/tests.json', import.meta.url))

describe.each(fixture.paired)('what SciPy says of pairs', (example) => {
  const { first, second } = example

  it('the t test and its interval', () => {
    const found = pairedTTest(first, second, { level: 0.9 })
    const { statistic, pValue, degreesOfFreedom, lower, upper } = found
    expectAllClose([statistic, pValue, degreesOfFreedom, lower, upper], example.t, 't')
  })

  it("Wilcoxon's test", () => {
    for (const [name, [statistic, p]] of Object.entries(example.wilcoxon)) {
      const found = wilcoxonTest(first, second, { method: name === 'exact' ? 'exact' : 'normal' })
      expectClose(found.statistic, statistic, `${name} statistic`)
      expectClose(found.pValue, p, name)
    }
    const chosen = example.wilcoxon.exact ? 'exact' : 'normal'
    expect(wilcoxonTest(first, second).method).toBe(chosen)
    expect(wilcoxonTest(second, first).effect).toBeCloseTo(-wilcoxonTest(first, second).effect)
  })

  it('the permutation test, over all swaps and over some', () => {
    const some = permutationTest(first, second, { repetitions: 4000 })
    if (example.permutation === null) {
      // For many pairs the t test is near; swaps that tie with the observed order count as far as it.
      expect(some.pValue - example.t[1]).toBeGreaterThan(-0.03)
      expect(some.pValue - example.t[1]).toBeLessThan(0.08)
      return
    }
    const all = permutationTest(first, second)
    expect(all.exact).toBe(true)
    expectClose(all.pValue, example.permutation, 'all swaps')
  })

  it('effect sizes', () => {
    expectClose(cohensD(first, second, { paired: true, corrected: false }), example.d, 'paired')
    expectClose(cohensD(first, second, { corrected: false }), example.pooled, 'pooled')
    expectClose(cohensD(first, second), example.pooled * example.hedges, 'Hedges')
    expectClose(cliffsDelta(first, second), example.cliff, 'Cliff')
  })
})

describe.each(fixture.delong)('what DeLong et al. define', ({ truth, first, second, ...expected }) => {
  it('the standard error of an area, and the test of two', () => {
    const found = delongInterval(truth, first, { level: 0.5 })
    expectClose(found.value, expected.areas[0], 'area')
    expectClose(found.value, rocAuc(truth, first), 'ROC AUC')
    const half = normalQuantile(0.75) * expected.standardErrors[0]
    expectClose(found.lower, expected.areas[0] - half, 'lower')
    const test = delongTest(truth, first, second)
    expectClose(test.statistic, expected.z, 'z')
    expectClose(test.pValue, expected.p, 'p')
    expectClose(test.second, expected.areas[1], 'second area')
    expect(delongTest(truth, first, first)).toMatchObject({ difference: 0, statistic: 0, pValue: 1 })
  })
})

describe('tests over folds', () => {
  it('five by two', () => {
    for (const { differences, t, f } of fixture.five) {
      const byT = fiveByTwoTest(differences, { variant: 't' })
      expectAllClose([byT.statistic, byT.pValue], t, 't')
      const byF = fiveByTwoTest(differences)
      expectAllClose([byF.statistic, byF.pValue], f, 'f')
    }
    expect(() => fiveByTwoTest([[1, 2]])).toThrow(/differences has 1 pairs/)
    expect(() => fiveByTwoTest(Array(5).fill([1, 1]))).toThrow(/differ by the same/)
    expect(fiveByTwoTest(Array(5).fill([0, 0])).pValue).toBe(1)
  })

  it('corrected for what folds share', () => {
    const { differences, expected } = fixture.corrected
    const found = correctedResampledTest(differences, { trainRows: 180, testRows: 20 })
    expectAllClose([found.statistic, found.pValue, found.lower, found.upper], expected, 'corrected')
    expect(() => correctedResampledTest([1], { trainRows: 9, testRows: 1 })).toThrow(/has 1 values/)
  })
})

describe('many tests', () => {
  it('adjusted as statsmodels does', () => {
    const { p, expected } = fixture.adjusted
    for (const method of [
      'bonferroni',
      'holm',
      'hochberg',
      'benjamini-hochberg',
      'benjamini-yekutieli',
    ] as const)
      expectAllClose(adjustPValues(p, { method }), expected[method], method)
    expect(adjustPValues([])).toEqual([])
    expect(() => adjustPValues([0.5, 1.2])).toThrow(/pValues\[1\] is 1.2/)
  })
})

describe('rows needed', () => {
  it('make a Wilson interval narrow enough, and one fewer does not', () => {
    for (const [expected, halfWidth] of [
      [0.9, 0.02],
      [0.5, 0.1],
      [0.99, 0.005],
    ] as const) {
      const rows = rowsForInterval({ expected, halfWidth })
      const reach = (n: number) => {
        const { lower, upper } = wilsonInterval(expected * n, n)
        return Math.max(upper - expected, expected - lower)
      }
      expect(reach(rows)).toBeLessThanOrEqual(halfWidth)
      expect(reach(rows - 1)).toBeGreaterThan(halfWidth)
    }
  })

  it.each([
    [0.76, 0.05, 0.5],
    [0.76, 0.05, 0.1],
    [0.92, 0.02, 0.3],
  ])('make the interval of an area of %f as narrow as %f', (expected, halfWidth, positiveShare) => {
    const rows = rowsForArea({ expected, halfWidth, positiveShare })
    const draws = Draws.from(9)
    // Two normal distributions so far apart that the area is the expected one.
    const apart = Math.SQRT2 * normalQuantile(expected)
    let sum = 0
    for (let repetition = 0; repetition < 60; repetition++) {
      const truth = Array.from({ length: rows }, (_, row) => (row < positiveShare * rows ? 1 : 0))
      const scores = truth.map((positive) => apart * positive + draws.normal())
      const { lower, upper } = delongInterval(truth, scores)
      sum += (upper - lower) / 2
    }
    expect(sum / 60 / halfWidth).toBeGreaterThan(0.97)
    expect(sum / 60 / halfWidth).toBeLessThan(1.03)
  })

  it("give McNemar's test its power", () => {
    const rows = rowsForPairedDifference({ onlyFirstRight: 0.1, onlySecondRight: 0.04 })
    const draws = Draws.from(6)
    const repetitions = 600
    let found = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const first = drawBinomial(rows, 0.1, draws)
      const second = drawBinomial(rows - first, 0.04 / 0.9, draws)
      const truth = new Array<number>(rows).fill(1)
      const a = truth.map((_, row) => (row >= first && row < first + second ? 0 : 1))
      const b = truth.map((_, row) => (row < first ? 0 : 1))
      if (mcnemarTest(truth, a, b, { method: 'chi-squared' }).pValue <= 0.05) found++
    }
    // 80 % wanted; the continuity correction takes a few.
    expect(found / repetitions).toBeGreaterThan(0.72)
    expect(found / repetitions).toBeLessThan(0.86)
  })

  it('of the textbook: 0.6 against 0.5 takes 388 each', () => {
    expect(rowsForDifference({ first: 0.6, second: 0.5 })).toBe(388)
    expect(() => rowsForDifference({ first: 0.5, second: 0.5 })).toThrow(/Both proportions are 0.5/)
    expect(cohensH(0.5, 0.5)).toBe(0)
    expectClose(cohensH(1, 0), Math.PI, 'the most')
    expect(() => cohensH(2, 0)).toThrow(/first is 2/)
  })
})

describe('bootstrap of strata and groups', () => {
  const draws = Draws.from(12)
  const labels = Array.from({ length: 60 }, (_, row) => (row < 6 ? 'rare' : 'common'))

  it('keeps the size of every stratum', () => {
    const rareRows = (rows: Int32Array) => rows.filter((row) => row < 6).length
    const free = bootstrapInterval(60, rareRows, { method: 'percentile' })
    const kept = bootstrapInterval(60, rareRows, { method: 'percentile', strata: labels })
    expect(free.lower).toBeLessThan(6)
    expect(kept).toMatchObject({ value: 6, lower: 6, upper: 6 })
  })

  it('draws groups whole, and is then as wide as the groups say', () => {
    // 20 groups of 10 equal rows say no more than 20 rows.
    const groupValue = Array.from({ length: 20 }, () => draws.normal())
    const groups = Array.from({ length: 200 }, (_, row) => row % 20)
    const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + groupValue[row % 20]!, 0) / rows.length
    const naive = bootstrapInterval(200, mean)
    const grouped = bootstrapInterval(200, mean, { groups })
    const alone = bootstrapInterval(20, mean)
    expectClose(grouped.value, naive.value, 'value')
    const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower
    expect(width(grouped) / width(naive)).toBeGreaterThan(2.5)
    expect(width(grouped) / width(alone)).toBeCloseTo(1, 1)
  })

  it('resamples all rows of a group, more or fewer', () => {
    const groups = ['a', 'b', 'b', 'b', 'c', 'c']
    const sizes = new Set<number>()
    bootstrapInterval(
      6,
      (rows) => {
        sizes.add(rows.length)
        for (const group of ['a', 'b', 'c']) {
          const own = groups.flatMap((name, row) => (name === group ? [row] : []))
          const times = own.map((row) => rows.filter((drawn) => drawn === row).length)
          expect(new Set(times).size).toBe(1)
        }
        return rows.length
      },
      { groups, repetitions: 200 },
    )
    expect([...sizes].every((size) => size >= 3 && size <= 9)).toBe(true)
    expect(sizes.size).toBeGreaterThan(4)
    const both = { groups, strata: groups }
    expect(() => bootstrapInterval(6, () => 0, both)).toThrow(/Both strata and groups/)
    expect(() => bootstrapInterval(2, () => 0, { groups: [1, 1] })).toThrow(/All rows are of one group/)
  })
})

describe('under the null', () => {
  const repetitions = 1000
  const most = 0.05 + 2.5 * Math.sqrt((0.05 * 0.95) / repetitions)

  it('tests find a difference in at most 5 % of cases, intervals hold the truth in 95 %', () => {
    const draws = Draws.from(77)
    const rejected = { t: 0, wilcoxon: 0, permutation: 0, delong: 0 }
    let covered = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const sample = () => Float64Array.from({ length: 20 }, () => draws.normal())
      const [first, second] = [sample(), sample()]
      if (pairedTTest(first, second).pValue <= 0.05) rejected.t++
      if (wilcoxonTest(first, second).pValue <= 0.05) rejected.wilcoxon++
      if (permutationTest(first, second, { repetitions: 199, seed: repetition }).pValue <= 0.05)
        rejected.permutation++
      const truth = Array.from({ length: 60 }, (_, row) => row % 2)
      const scores = () => truth.map((label) => label + 1.5 * draws.normal())
      if (delongTest(truth, scores(), scores()).pValue <= 0.05) rejected.delong++
      const large = Array.from({ length: 200 }, (_, row) => row % 2)
      const { lower, upper } = delongInterval(
        large,
        large.map((label) => label + draws.normal()),
      )
      // The area of two normal distributions one standard deviation apart: Φ(1/√2).
      if (lower <= 0.7602499389 && 0.7602499389 <= upper) covered++
    }
    for (const [name, count] of Object.entries(rejected)) expect(count / repetitions, name).toBeLessThan(most)
    expect(Math.abs(covered / repetitions - 0.95)).toBeLessThan(0.02)
  })
})

it('pairs are refused where they are none', () => {
  expect(() => pairedTTest([1, 2], [1])).toThrow(/first has 2 rows and second has 1/)
  expect(() => pairedTTest([1], [2])).toThrow(/There is one pair/)
  expect(() => wilcoxonTest([1, Number.NaN], [1, 2])).toThrow(/first\[1\] is NaN/)
  expect(() => wilcoxonTest([1, 2], [0, 1], { method: 'exact' })).toThrow(/differences are of equal size/)
  expect(wilcoxonTest([1, 2], [1, 2]).pValue).toBe(1)
  expect(permutationTest([1, 2], [1, 2]).pValue).toBe(1)
  expect(() => cohensD([1, 1], [0, 0])).toThrow(/do not vary/)
  expect(take(['a', 'b'], [1, 1, 0])).toEqual(['b', 'b', 'a'])
})

import { describe, expect, it } from 'vitest'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import {
  crossConformalIntervals,
  fitConformalIntervals,
  fitConformalSets,
  fitCrossConformal,
  predictionIntervals,
  predictionSets,
} from '.'

const fixture = readFixture<{
  sets: {
    truth: number[]
    scores: number[][]
    alpha: number
    new: number[][]
    expected: Record<'least' | 'adaptive' | 'regularized', number[][]>
    thresholds: Record<'adaptive' | 'regularized', number>
  }[]
  intervals: {
    truth: number[]
    columns: [number[], number[], number[]]
    alpha: number
    new: [number[], number[], number[]]
    residual: [number, number][]
    quantile: [number, number][]
  }[]
  cross: {
    truth: number[]
    outOfFold: number[]
    foldOf: number[]
    alpha: number
    predictions: number[][]
    expected: [number, number][]
  }[]
}>(new URL('fixtures/conformal.json', import.meta.url))

const stored = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value))
const endsOf = (intervals: readonly { lower: number; upper: number }[]) =>
  intervals.flatMap(({ lower, upper }) => [lower, upper])

describe("what MAPIE and the papers' formulas give", () => {
  it.each(fixture.sets)(
    'sets of labels, α $alpha',
    ({ truth, scores, alpha, expected, thresholds, ...rest }) => {
      const labels = scores[0]!.map((_, code) => code)
      for (const method of ['least', 'adaptive', 'regularized'] as const) {
        const fitted = fitConformalSets({
          truth,
          scores,
          labels,
          alpha,
          method,
          ...(method === 'regularized' ? { penalty: 0.05, freeRanks: 2 } : {}),
        })
        const found = predictionSets(stored(fitted), rest.new)
        const wanted = expected[method].map((marks) => labels.filter((code) => marks[code] === 1))
        expect(found, method).toEqual(wanted)
        if (method !== 'least') expectClose(fitted.thresholds[0]!, thresholds[method], method)
      }
    },
  )

  it.each(fixture.intervals)(
    'intervals, α $alpha',
    ({ truth, columns, alpha, residual, quantile, ...rest }) => {
      const [predicted, lower, upper] = columns
      const [newPredicted, newLower, newUpper] = rest.new
      const plain = fitConformalIntervals({ truth, predicted, alpha })
      const found = predictionIntervals(stored(plain), { predicted: newPredicted })
      expectAllClose(endsOf(found), residual.flat(), 'residual')
      const widened = fitConformalIntervals({ truth, lower, upper, alpha })
      const other = predictionIntervals(stored(widened), { lower: newLower, upper: newUpper })
      expectAllClose(endsOf(other), quantile.flat(), 'quantile')
    },
  )

  it.each(fixture.cross)('intervals over folds, α $alpha', ({ predictions, expected, foldOf, ...input }) => {
    const fitted = fitCrossConformal({ ...input, foldOf })
    expectAllClose(endsOf(crossConformalIntervals(stored(fitted), predictions)), expected.flat(), 'CV+')
    if (predictions.length === input.truth.length) expect(fitCrossConformal(input)).toEqual(fitted)
  })
})

const draws = Draws.from(23)

describe('sets of labels by hand', () => {
  const labels = ['a', 'b', 'c']
  const truth = ['a', 'b', 'c', 'a']
  const scores = [
    [0.7, 0.2, 0.1],
    [0.3, 0.6, 0.1],
    [0.5, 0.3, 0.2],
    [0.9, 0.05, 0.05],
  ]

  it('least: labels that are likely enough', () => {
    // 1 − probability of the truth: 0.3, 0.4, 0.8, 0.1; ⌈5 · 0.6⌉ = 3rd smallest.
    const sets = fitConformalSets({ truth, scores, labels, alpha: 0.4 })
    expectAllClose(sets.thresholds.map(Number), [0.4, 0.4, 0.4], 'thresholds')
    expect(
      predictionSets(sets, [
        [0.61, 0.39, 0],
        [0.4, 0.3, 0.3],
      ]),
    ).toEqual([['a'], []])
  })

  it('adaptive: labels until their sum is enough', () => {
    // Sums down to the truth: 0.7, 0.6, 1, 0.9; the 3rd smallest is 0.9.
    const sets = fitConformalSets({ truth, scores, labels, alpha: 0.4, method: 'adaptive' })
    expectAllClose(sets.thresholds.map(Number), [0.9, 0.9, 0.9], 'thresholds')
    expect(predictionSets(sets, [0.5, 0.35, 0.15, 0.95, 0.03, 0.02])).toEqual([['a', 'b'], []])
  })

  it('too few rows: every label, and the same after JSON', () => {
    const sets = fitConformalSets({ truth, scores, labels, alpha: 0.1 })
    expect(sets.thresholds).toEqual([null, null, null])
    expect(predictionSets(JSON.parse(JSON.stringify(sets)), [[1, 0, 0]])).toEqual([labels])
  })
})

describe('the guarantee', () => {
  // Three classes, a model that is wrong about its probabilities.
  const sample = (rows: number) => {
    const truth: number[] = []
    const scores: number[][] = []
    for (let row = 0; row < rows; row++) {
      const label = draws.uniform() < 0.7 ? 0 : draws.uniform() < 0.7 ? 1 : 2
      const logits = [0, 1, 2].map((k) => 3 * draws.normal() + (k === label ? (label === 2 ? 1 : 3) : 0))
      const total = logits.reduce((sum, z) => sum + Math.exp(z), 0)
      truth.push(label)
      scores.push(logits.map((z) => Math.exp(z) / total))
    }
    return { truth, scores }
  }
  const labels = [0, 1, 2]
  const standardError = (n: number, repetitions: number) =>
    Math.sqrt(0.09 / n / repetitions + 0.09 / repetitions / 200)

  it.each([
    { method: 'least' },
    { method: 'adaptive' },
    { method: 'adaptive', randomize: true },
    { method: 'regularized', randomize: true, penalty: 0.1, freeRanks: 1 },
  ] as const)('holds on average for sets: %o', (rule) => {
    const repetitions = 200
    let covered = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const { truth, scores } = sample(200)
      const sets = fitConformalSets({ truth, scores, labels, alpha: 0.1, seed: 2 * repetition, ...rule })
      const test = sample(50)
      predictionSets(sets, test.scores, { seed: 2 * repetition + 1 }).forEach((set, row) => {
        if (set.includes(test.truth[row]!)) covered++
      })
    }
    const coverage = covered / repetitions / 50
    expect(coverage).toBeGreaterThan(0.9 - 3 * standardError(50, repetitions))
    // Adaptive scores tie at 1, where the true label comes last; ties cover more.
    if (rule.method === 'least' || 'randomize' in rule)
      expect(coverage).toBeLessThan(0.9 + 1 / 201 + 3 * standardError(50, repetitions))
  })

  it('holds class by class where asked', () => {
    const { truth, scores } = sample(4000)
    const test = sample(6000)
    const rateOf = (perClass: boolean) => {
      const sets = predictionSets(
        fitConformalSets({ truth, scores, labels, alpha: 0.1, perClass }),
        test.scores,
      )
      const rare = test.truth.flatMap((label, row) => (label === 2 ? [row] : []))
      return rare.filter((row) => sets[row]!.includes(2)).length / rare.length
    }
    expect(rateOf(false)).toBeLessThan(0.87)
    expect(rateOf(true)).toBeGreaterThan(0.86)
  })

  it.each(['residual', 'scaled', 'quantile'] as const)('holds on average for intervals, %s', (kind) => {
    const repetitions = 200
    const rows = (count: number) => {
      const x = Array.from({ length: count }, () => draws.uniform())
      const truth = x.map((value) => 2 * value + (0.2 + value) * draws.normal())
      const predicted = x.map((value) => 2 * value)
      const scale = x.map((value) => 0.2 + value)
      const given = {
        residual: { predicted },
        scaled: { predicted, scale },
        // Quantiles that are far too narrow: calibration widens them.
        quantile: { lower: predicted.map((p) => p - 0.1), upper: predicted.map((p) => p + 0.1) },
      }[kind]
      return { truth, given }
    }
    let covered = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const calibration = rows(200)
      const fitted = fitConformalIntervals({ truth: calibration.truth, alpha: 0.1, ...calibration.given })
      const test = rows(50)
      predictionIntervals(fitted, test.given).forEach(({ lower, upper }, row) => {
        if (lower <= test.truth[row]! && test.truth[row]! <= upper) covered++
      })
    }
    const coverage = covered / repetitions / 50
    expect(coverage).toBeGreaterThan(0.9 - 3 * standardError(50, repetitions))
    expect(coverage).toBeLessThan(0.9 + 1 / 201 + 3 * standardError(50, repetitions))
  })
})

describe('penalties', () => {
  it('make the largest sets smaller', () => {
    const many = 12
    const labels = Array.from({ length: many }, (_, code) => code)
    const rows = (count: number) => {
      const truth = Array.from({ length: count }, () => draws.below(many))
      const scores = truth.map((label) => {
        const shares = labels.map((code) => Math.exp(draws.normal() + (code === label ? 2 : 0)))
        const total = shares.reduce((sum, share) => sum + share, 0)
        return shares.map((share) => share / total)
      })
      return { truth, scores }
    }
    const calibration = rows(1000)
    const test = rows(1000)
    const sizesOf = (method: 'adaptive' | 'regularized') =>
      predictionSets(
        fitConformalSets({ ...calibration, labels, alpha: 0.2, method, penalty: 0.2, freeRanks: 2 }),
        test.scores,
      ).map((set) => set.length)
    expect(Math.max(...sizesOf('regularized'))).toBeLessThan(Math.max(...sizesOf('adaptive')))
  })
})

describe('intervals without calibration rows', () => {
  it('hold the truth in more than 1 − 2α of cases, and in about 1 − α', () => {
    const repetitions = 150
    let covered = 0
    for (let repetition = 0; repetition < repetitions; repetition++) {
      // The mean of the other folds, for normal rows: the simplest model that learns.
      const truth = Array.from({ length: 60 }, () => draws.normal())
      const foldOf = truth.map((_, row) => row % 6)
      const means = Array.from({ length: 6 }, (_, fold) => {
        const others = truth.filter((_, row) => foldOf[row] !== fold)
        return others.reduce((sum, value) => sum + value, 0) / others.length
      })
      const fitted = fitCrossConformal({
        truth,
        foldOf,
        outOfFold: foldOf.map((fold) => means[fold]!),
        alpha: 0.1,
      })
      const fresh = Array.from({ length: 40 }, () => draws.normal())
      const predictions = means.map((mean) => fresh.map(() => mean))
      crossConformalIntervals(fitted, predictions).forEach(({ lower, upper }, row) => {
        if (lower <= fresh[row]! && fresh[row]! <= upper) covered++
      })
    }
    expect(Math.abs(covered / repetitions / 40 - 0.9)).toBeLessThan(0.03)
  })

  it('are infinite where rows are too few', () => {
    const fitted = fitCrossConformal({ truth: [1, 2], outOfFold: [2, 1], alpha: 0.1 })
    expect(crossConformalIntervals(fitted, [[0], [0]])).toMatchObject([{ lower: -Infinity, upper: Infinity }])
  })
})

describe('intervals', () => {
  it('by hand', () => {
    const fitted = fitConformalIntervals({ truth: [1, 2, 3, 9], predicted: [1, 3, 1, 5], alpha: 0.4 })
    expect(fitted).toEqual({ kind: 'residual', alpha: 0.4, width: 2 })
    expect(predictionIntervals(fitted, { predicted: [10] })).toEqual([{ lower: 8, upper: 12, level: 0.6 }])
    const few = fitConformalIntervals({ truth: [1], predicted: [1], alpha: 0.1 })
    expect(predictionIntervals(few, { predicted: [0] })).toMatchObject([
      { lower: -Infinity, upper: Infinity },
    ])
  })

  it.each<[string, () => unknown, RegExp]>([
    ['an alpha of 1', () => fitConformalIntervals({ truth: [1], predicted: [1], alpha: 1 }), /alpha is 1/],
    [
      'no prediction',
      () => fitConformalIntervals({ truth: [1], alpha: 0.1 }),
      /not clear what was predicted/,
    ],
    [
      'a scale of 0',
      () => fitConformalIntervals({ truth: [1], predicted: [1], scale: [0], alpha: 0.1 }),
      /scale\[0\] is 0/,
    ],
    [
      'other predictions than fitted on',
      () => predictionIntervals({ kind: 'quantile', alpha: 0.1, width: 1 }, { predicted: [1] }),
      /fitted on lower and upper quantiles/,
    ],
    [
      'scores that are no probabilities',
      () => fitConformalSets({ truth: ['a'], scores: [[2, 0]], labels: ['a', 'b'], alpha: 0.1 }),
      /not a probability/,
    ],
    [
      'a method that is none',
      () =>
        fitConformalSets({
          truth: [1],
          scores: [[1, 0]],
          labels: [1, 2],
          alpha: 0.1,
          ...JSON.parse('{"method":"best"}'),
        }),
      /method is "best"/,
    ],
    [
      'chance where there is none',
      () => fitConformalSets({ truth: [1], scores: [[1, 0]], labels: [1, 2], alpha: 0.1, randomize: true }),
      /nothing to randomize/,
    ],
    [
      'a negative penalty',
      () => fitConformalSets({ truth: [1], scores: [[1, 0]], labels: [1, 2], alpha: 0.1, penalty: -1 }),
      /penalty is -1/,
    ],
    [
      'folds without predictions',
      () =>
        crossConformalIntervals(fitCrossConformal({ truth: [1, 2], outOfFold: [1, 1], alpha: 0.5 }), [[1]]),
      /predictions has 1 columns for 2 folds/,
    ],
    [
      'a fold that is none',
      () => fitCrossConformal({ truth: [1, 2], outOfFold: [1, 1], foldOf: [0, 0.5], alpha: 0.5 }),
      /foldOf\[1\] is 0.5/,
    ],
    [
      'an unknown label',
      () => fitConformalSets({ truth: ['x'], scores: [[1, 0]], labels: ['a', 'b'], alpha: 0.1 }),
      /truth\[0\] is "x"/,
    ],
  ])('refuse %s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })
})

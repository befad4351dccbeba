import { describe, expect, it } from 'vitest'
import type { ZeroDivision } from '../classification/class-scores'
import { expectClose, readFixture } from '../testing/fixture'
import { hammingLoss } from './hamming-loss'
import { coverageError, labelRankingAveragePrecision, labelRankingLoss } from './label-ranking'
import { labelsAbove } from './labels-above'
import { multilabelAveragePrecision, multilabelRocAuc } from './multilabel-areas'
import { multilabelConfusion } from './multilabel-confusion'
import { type MultilabelScoresOptions, multilabelScores } from './multilabel-scores'
import { subsetAccuracy } from './subset-accuracy'

type Average = NonNullable<MultilabelScoresOptions<string>['average']>

const cases = readFixture<
  {
    truth: number[][]
    predicted: number[][]
    scores: number[][]
    weights: number[] | null
    expected: {
      scores: [Average, number, number, number, number, number | null][]
      areas: Record<'micro' | 'macro' | 'weighted', [number, number]>
      samples: { rows: number[]; rocAuc: number; averagePrecision: number }
      subsetAccuracy: number
      hamming: number
      confusion: number[][][]
      rankingPrecision: number
      coverage: number
      rankingLoss: number
    }
  }[]
>(new URL('fixtures/multilabel.json', import.meta.url))

describe.each(cases)('what scikit-learn says of rows with any number of labels', (example) => {
  const labels = Array.from(example.truth[0]!, (_, column) => `label ${column}`)
  const truth = labelsAbove(example.truth, labels)
  const predicted = labelsAbove(example.predicted, labels)
  const options = { labels, ...(example.weights === null ? {} : { weights: example.weights }) }
  const { expected, scores } = example

  it('precision, recall, F2 and Jaccard', () => {
    for (const [average, zero, precision, recall, f2, jaccard] of expected.scores) {
      const zeroDivision: ZeroDivision = zero === 0 ? 0 : zero === 1 ? 1 : 'nan'
      const found = multilabelScores(truth, predicted, { ...options, average, beta: 2, zeroDivision })
      expectClose(found.precision, precision, `precision ${average} ${zero}`)
      expectClose(found.recall, recall, `recall ${average} ${zero}`)
      expectClose(found.fBeta, f2, `F2 ${average} ${zero}`)
      if (jaccard !== null) expectClose(found.jaccard, jaccard, `Jaccard ${average} ${zero}`)
    }
  })

  it('subset accuracy, Hamming loss and confusion', () => {
    expectClose(subsetAccuracy(truth, predicted, options), expected.subsetAccuracy, 'subset accuracy')
    expectClose(hammingLoss(truth, predicted, options), expected.hamming, 'Hamming')
    multilabelConfusion(truth, predicted, options).forEach((found, at) => {
      const [[trueNegatives, falsePositives], [falseNegatives, truePositives]] = pairs(
        expected.confusion[at]!,
      )
      expect(found).toEqual({
        label: labels[at],
        trueNegatives,
        falsePositives,
        falseNegatives,
        truePositives,
      })
    })
  })

  it('ranking of labels', () => {
    expectClose(labelRankingAveragePrecision(truth, scores, options), expected.rankingPrecision, 'LRAP')
    expectClose(coverageError(truth, scores, options), expected.coverage, 'coverage')
    expectClose(labelRankingLoss(truth, scores, options), expected.rankingLoss, 'loss')
  })

  it('areas', () => {
    for (const average of ['micro', 'macro', 'weighted'] as const) {
      const [area, precision] = expected.areas[average]
      expectClose(multilabelRocAuc(truth, scores, { ...options, average }), area, `AUC ${average}`)
      const found = multilabelAveragePrecision(truth, scores, { ...options, average })
      expectClose(found, precision, `AP ${average}`)
    }
    const { rows, rocAuc, averagePrecision } = expected.samples
    const pick = <T>(values: T[]) => rows.map((row) => values[row]!)
    const mixed = {
      ...options,
      average: 'samples' as const,
      ...(example.weights === null ? {} : { weights: pick(example.weights) }),
    }
    expectClose(multilabelRocAuc(pick(truth), pick(scores), mixed), rocAuc, 'AUC samples')
    const found = multilabelAveragePrecision(pick(truth), pick(scores), mixed)
    expectClose(found, averagePrecision, 'AP samples')
  })
})

const pairs = ([top, bottom]: number[][]): [[number, number], [number, number]] => [
  [top![0]!, top![1]!],
  [bottom![0]!, bottom![1]!],
]

describe('label sets', () => {
  it('may be sets or arrays, and may be empty', () => {
    const found = multilabelScores([new Set(['a', 'b']), []], [['b'], ['a']])
    expect(found).toEqual({ precision: 0.5, recall: 0.25, fBeta: 1 / 3, jaccard: 0.25 })
    expect(subsetAccuracy([[], ['a']], [[], ['a']])).toBe(1)
    expect(labelsAbove([0.2, 0.7, 0.5, 0.1], ['a', 'b'])).toEqual([['b'], ['a']])
  })

  it('are refused where they say nothing', () => {
    expect(() => multilabelScores([['a']], [['a'], []])).toThrow(/truth has 1 rows and predicted has 2/)
    expect(() => multilabelScores([['a', 'a']], [[]])).toThrow(/truth\[0\] has "a" twice/)
    expect(() => multilabelScores([['a']], [['x']], { labels: ['a'] })).toThrow(/predicted\[0\] has "x"/)
    expect(() => hammingLoss([[]], [[]])).toThrow(/No row has or was given a label/)
    expect(() => multilabelRocAuc([['a'], ['a']], [1, 2], { labels: ['a'] })).toThrow(/is negative/)
    expect(() => labelsAbove([1, 2, 3], ['a', 'b'])).toThrow(/no multiple of 2 labels/)
    const untyped: { rows: string[][] } = JSON.parse('{"rows":["a"]}')
    expect(() => subsetAccuracy(untyped.rows, [['a']])).toThrow(/truth\[0\] is "a", not a list of labels/)
  })
})

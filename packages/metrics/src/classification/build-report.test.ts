import { describe, expect, it } from 'vitest'
import { wilsonInterval } from '../confidence/wilson'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import { accuracy } from './accuracy'
import { averagePrecision } from './average-precision'
import { balancedAccuracy } from './balanced-accuracy'
import { brier } from './brier'
import { classificationReport } from './build-report'
import { calibrationError } from './calibration-error'
import { classScores } from './class-scores'
import { confusionMatrix } from './confusion-matrix'
import { f1 } from './f-beta'
import { logLoss } from './log-loss'
import { matthews } from './matthews'
import { precisionRecallCurve } from './precision-recall-curve'
import type { ClassificationReport } from './report'
import { rocAuc } from './roc-auc'
import { thinned } from './thin-curve'

const { matrices } = readFixture<{
  matrices: {
    name: string
    truth: string[]
    scores: number[][]
    labels: string[]
    weights: number[] | null
  }[]
}>(new URL('fixtures/classification.json', import.meta.url))

describe.each(matrices)('the report of $name', ({ truth, scores, labels, weights }) => {
  const weighted = weights === null ? {} : { weights }
  const report = classificationReport({ truth, scores, labels, ...weighted, repetitions: 200 })
  const predicted = scores.map((row) => labels[row.indexOf(Math.max(...row))]!)

  it('holds what the single measures say', () => {
    const options = { labels, ...weighted }
    expectClose(report.accuracy.value, accuracy(truth, predicted, weighted), 'accuracy')
    expectClose(report.balancedAccuracy.value, balancedAccuracy(truth, predicted, weighted), 'balanced')
    for (const average of ['macro', 'weighted', 'micro'] as const)
      expectClose(report.f1[average].value, f1(truth, predicted, { ...options, average }), average)
    expectClose(report.matthews.value, matthews(truth, predicted, weighted), 'matthews')
    expectClose(report.logLoss, logLoss(truth, scores, options), 'log loss')
    expectClose(report.brier, brier(truth, scores, options), 'brier')
    expectClose(report.calibration.expectedError, calibrationError(truth, scores, options), 'calibration')
    const confusion = confusionMatrix(truth, predicted, options).counts
    report.confusionMatrix.forEach((line, at) => {
      expectAllClose(line, confusion[at]!, 'confusion')
    })
    const wanted = classScores(truth, predicted, options)
    report.classes.forEach((found, at) => {
      expectClose(found.precision.value, wanted.precision[at]!, 'precision')
      expectClose(found.recall.value, wanted.recall[at]!, 'recall')
      expectClose(found.f1.value, wanted.fBeta[at]!, 'F1')
      expectClose(found.support, wanted.support[at]!, 'support')
      if (found.rocAuc === null || found.averagePrecision === null) return
      const isClass = truth.map((label) => label === labels[at])
      const own = scores.map((row) => row[at]!)
      expectClose(found.rocAuc, rocAuc(isClass, own, weighted), 'ROC AUC')
      expectClose(found.averagePrecision, averagePrecision(isClass, own, weighted), 'AP')
    })
  })

  it('survives JSON and holds every value inside its interval', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const { accuracy, balancedAccuracy, f1, matthews, classes } = report
    const perClass = classes.flatMap((entry) => [entry.precision, entry.recall, entry.f1])
    for (const estimate of [accuracy, balancedAccuracy, matthews, ...Object.values(f1), ...perClass]) {
      expect(estimate.lower).toBeLessThanOrEqual(estimate.value)
      expect(estimate.upper).toBeGreaterThanOrEqual(estimate.value)
    }
  })

  it('is the same whichever way scores are laid out, and for the same seed', () => {
    const flat = Float64Array.from(scores.flat())
    expect(classificationReport({ truth, scores: flat, labels, ...weighted, repetitions: 200 })).toEqual(
      report,
    )
  })
})

describe('the report', () => {
  const labels = ['spam', 'ham'] as const

  it('has Wilson intervals where the measure is a proportion', () => {
    const truth = ['spam', 'ham', 'ham'] as const
    const scores = [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.6, 0.4],
    ]
    const report: ClassificationReport<'spam' | 'ham'> = classificationReport({
      truth,
      scores,
      labels,
      positive: 'spam',
    })
    expect(report.accuracy).toEqual({ value: 2 / 3, ...wilsonInterval(2, 3), method: 'wilson' })
    expect(report.classes[0]).toMatchObject({ label: 'spam', support: 1, predicted: 2 })
    expect(report.classes[0]!.precision).toEqual({ value: 0.5, ...wilsonInterval(1, 2), method: 'wilson' })
    expect(report.positive).toBe('spam')
    expect(report.weight).toBe(3)
  })

  it('is not surer for weights that are all doubled', () => {
    const truth = ['spam', 'ham', 'ham', 'ham'] as const
    const scores = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.3, 0.7)
    const once = classificationReport({ truth, scores, labels })
    const twice = classificationReport({ truth, scores, labels, weights: [2, 2, 2, 2] })
    expectClose(twice.accuracy.lower, once.accuracy.lower, 'lower')
    expect(twice.f1.macro.lower).toBe(once.f1.macro.lower)
    expect(twice.weight).toBe(8)
  })

  it('warns of what makes its figures doubtful', () => {
    const report = classificationReport({
      truth: ['a', 'a'],
      scores: [
        [1, 0, 0],
        [0.2, 0.8, 0],
      ],
      labels: ['a', 'b', 'c'],
    })
    expect(report.warnings.map(({ code, labels }) => [code, labels])).toEqual([
      ['one-class', ['a']],
      ['class-absent', ['b', 'c']],
      ['few-rows', ['a']],
    ])
    expect(report.classes[1]).toMatchObject({ rocAuc: null, averagePrecision: null, rocCurve: null })
    expect(report.classes[0]!.rocAuc).toBeNull()
    expect(report.classes[1]!.recall).toMatchObject({ value: 0, lower: 0, upper: 1 })
  })

  it('thins curves of many rows without moving them', () => {
    const draws = Draws.from(2)
    const rows = 30_000
    const truth = Array.from({ length: rows }, () => draws.uniform() < 0.3)
    const scores = truth.flatMap((positive) => {
      const score = 1 / (1 + Math.exp(-draws.normal() - (positive ? 1.5 : 0)))
      return [1 - score, score]
    })
    const started = performance.now()
    const report = classificationReport({ truth, scores, labels: [false, true] })
    expect(performance.now() - started).toBeLessThan(5000)
    expect(JSON.stringify(report).length).toBeLessThan(100_000)
    const drawn = report.classes[1]!.precisionRecallCurve!
    expect(drawn.recall).toHaveLength(200)
    const own = scores.filter((_, at) => at % 2 === 1)
    const exact = precisionRecallCurve(truth, own)
    for (const [at, threshold] of drawn.thresholds.entries()) {
      if (threshold === null) continue
      const near = exact.thresholds.findIndex((value) => Math.abs(value - threshold) <= 5e-6 * threshold)
      expectClose(drawn.recall[at]!, exact.recall[near]!, 'recall', 1e-3)
    }
    const roc = report.classes[1]!.rocCurve!
    const area = roc.falsePositiveRate.reduce((sum, x, at) => {
      if (at === 0) return 0
      const width = x - roc.falsePositiveRate[at - 1]!
      return sum + (width * (roc.truePositiveRate[at]! + roc.truePositiveRate[at - 1]!)) / 2
    }, 0)
    expectClose(area, report.classes[1]!.rocAuc!, 'area of the drawn curve', 1e-3)
    // The interval of many rows is that of the normal approximation: about ±2 standard errors.
    const width = report.f1.micro.upper - report.f1.micro.lower
    const share = report.accuracy.value
    expectClose(width / (2 * 1.96 * Math.sqrt((share * (1 - share)) / rows)), 1, 'width', 0.15)
  })

  it('refuses with the row and the remedy', () => {
    const base = { truth: ['spam', 'ham'], scores: [1, 0, 0, 1], labels: ['spam', 'ham'] }
    expect(() => classificationReport({ ...base, truth: [] })).toThrow(/truth is empty/)
    expect(() => classificationReport({ ...base, truth: ['spam', 'eggs'] })).toThrow(/truth\[1\] is "eggs"/)
    expect(() => classificationReport({ ...base, labels: ['spam'] })).toThrow(/at least 2/)
    expect(() => classificationReport({ ...base, scores: [1, 0, 0] })).toThrow(/make 4/)
    expect(() => classificationReport({ ...base, scores: [1, 0, 2, -1] })).toThrow(
      /scores\[1\]\[0\] is 2, not a probability/,
    )
    expect(() => classificationReport({ ...base, positive: 'eggs' })).toThrow(/positive is "eggs"/)
    expect(() => classificationReport({ ...base, weights: [1] })).toThrow(/weights has 1/)
  })
})

it('thinned keeps both ends and spreads the rest', () => {
  const x = Array.from({ length: 1001 }, (_, at) => at / 1000)
  const kept = thinned(x, x, 11)
  expect(kept).toHaveLength(11)
  kept.forEach((at, point) => {
    expect(Math.abs(at - 100 * point)).toBeLessThanOrEqual(1)
  })
})

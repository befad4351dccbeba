import { describe, expect, it } from 'vitest'
import { Draws } from '../random/draws'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import { bestThreshold, type OutcomeCosts } from './best-threshold'
import { cohenKappa } from './cohen-kappa'
import { detCurve } from './det-curve'
import { explainedBrier, explainedLogLoss } from './explained-loss'
import { gainCurve } from './gain-curve'
import { hingeLoss } from './hinge-loss'
import { jaccard } from './jaccard'
import { likelihoodRatios } from './likelihood-ratios'
import { oneVsOneRocAuc } from './one-vs-one-roc-auc'
import { ordinalError } from './ordinal-error'
import { partialRocAuc } from './partial-roc-auc'
import { rankedProbabilityScore } from './ranked-probability-score'
import { zeroOneLoss } from './zero-one-loss'

type Curve = [number[], number[], number[]]

const fixture = readFixture<{
  labels: {
    truth: number[]
    predicted: number[]
    weights: number[] | null
    jaccard: Partial<Record<'micro' | 'macro' | 'weighted' | 'binary', number>>
    zeroOne: number
    ratios: [number, number] | null
  }[]
  binary: {
    truth: number[]
    scores: number[]
    weights: number[] | null
    partial: [number, number][]
    det: Record<'True' | 'False', Curve>
    explainedLogLoss: number
    explainedBrier: number
    hinge: number
  }[]
  matrices: {
    truth: number[]
    scores: number[][]
    weights: number[] | null
    hinge: number
    explainedLogLoss: number
    explainedBrier: number
    oneVsOne: Record<'macro' | 'weighted', number> | null
  }[]
}>(new URL('fixtures/extended.json', import.meta.url))

const weighted = (weights: number[] | null) => (weights === null ? {} : { weights })

describe('what scikit-learn says', () => {
  it('of Jaccard, zero-one loss and likelihood ratios', () => {
    for (const { truth, predicted, weights, ...expected } of fixture.labels) {
      const options = weighted(weights)
      for (const average of ['micro', 'macro', 'weighted', 'binary'] as const) {
        const wanted = expected.jaccard[average]
        if (wanted !== undefined)
          expectClose(jaccard(truth, predicted, { ...options, average }), wanted, average)
      }
      expectClose(zeroOneLoss(truth, predicted, options), expected.zeroOne, 'zero-one')
      if (expected.ratios === null) continue
      const { positive, negative } = likelihoodRatios(truth, predicted, options)
      expectAllClose([positive, negative], expected.ratios, 'ratios')
    }
  })

  it('of partial areas, the detection error tradeoff and explained losses', () => {
    for (const { truth, scores, weights, ...expected } of fixture.binary) {
      const options = weighted(weights)
      for (const [maximumFalsePositiveRate, wanted] of expected.partial) {
        const found = partialRocAuc(truth, scores, { ...options, maximumFalsePositiveRate })
        expectClose(found, wanted, `up to ${maximumFalsePositiveRate}`)
      }
      for (const dropIntermediate of [true, false]) {
        const found = detCurve(truth, scores, { ...options, dropIntermediate })
        const [fpr, fnr, thresholds] = expected.det[dropIntermediate ? 'True' : 'False']
        expectAllClose(found.falsePositiveRate, fpr, 'false positive rate')
        expectAllClose(found.falseNegativeRate, fnr, 'false negative rate')
        expectAllClose(found.thresholds, thresholds, 'thresholds')
      }
      expectClose(explainedLogLoss(truth, scores, options), expected.explainedLogLoss, 'log loss')
      expectClose(explainedBrier(truth, scores, options), expected.explainedBrier, 'Brier')
      const decisions = scores.map((score) => 4 * score - 2)
      expectClose(hingeLoss(truth, decisions, options), expected.hinge, 'hinge')
    }
  })

  it('of hinge loss, explained losses and pairs of classes', () => {
    for (const { truth, scores, weights, ...expected } of fixture.matrices) {
      const options = weighted(weights)
      const decisions = scores.map((row) => row.map((score) => 3 * score))
      expectClose(hingeLoss(truth, decisions, options), expected.hinge, 'hinge')
      expectClose(explainedLogLoss(truth, scores, options), expected.explainedLogLoss, 'log loss')
      expectClose(explainedBrier(truth, scores, options), expected.explainedBrier, 'Brier')
      if (expected.oneVsOne === null) continue
      for (const average of ['macro', 'weighted'] as const)
        expectClose(oneVsOneRocAuc(truth, scores, { average }), expected.oneVsOne[average], average)
    }
  })
})

it('likelihood ratios are not defined where nothing is negative but what weights leave by rounding', () => {
  const weights = [0.001, 0.1, 0.001, 1, 0.001]
  expect(() => likelihoodRatios([1, 1, 0, 1, 0], [0, 0, 1, 1, 1], { weights })).toThrow(
    /no negative row was predicted as negative/,
  )
})

describe('gain and lift', () => {
  it('of ten rows by hand', () => {
    const truth = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0]
    const scores = [0.9, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    const { share, gain, lift, thresholds } = gainCurve(truth, scores)
    expectAllClose(share, [0, 0.1, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], 'share')
    expectAllClose(gain, [0, 0.25, 0.5, 0.75, 0.75, 0.75, 0.75, 1, 1, 1], 'gain')
    expectClose(lift[2]!, 0.5 / 0.3, 'lift')
    expect([lift[0], thresholds[0], thresholds[1]]).toEqual([2.5, Infinity, 0.9])
    expect(() => gainCurve([0, 0], [1, 2])).toThrow(/no row of truth is positive/)
  })
})

describe('the best threshold', () => {
  const draws = Draws.from(8)
  const rows = 200
  const truth = Array.from({ length: rows }, () => (draws.uniform() < 0.2 ? 'fraud' : 'fair'))
  const scores = truth.map((label) => Math.round(100 * draws.uniform()) / 100 + (label === 'fraud' ? 0.4 : 0))
  const outcomeAt = (threshold: number) => {
    const count = (label: string, called: boolean) =>
      truth.filter((actual, row) => actual === label && scores[row]! >= threshold === called).length
    return {
      truePositives: count('fraud', true),
      falsePositives: count('fair', true),
      falseNegatives: count('fraud', false),
      trueNegatives: count('fair', false),
    }
  }
  const candidates = [Infinity, ...new Set(scores.toSorted((a, b) => b - a))]

  it('is the one that trying all finds', () => {
    const costs: OutcomeCosts = { falsePositive: 5, falseNegative: 20, truePositive: -1, trueNegative: 0.5 }
    const found = bestThreshold(truth, scores, { positive: 'fraud', costs })
    const cost = ({ truePositives, falsePositives, falseNegatives, trueNegatives }: typeof found) =>
      5 * falsePositives + 20 * falseNegatives - truePositives + 0.5 * trueNegatives
    const least = Math.min(...candidates.map((at) => cost({ ...found, ...outcomeAt(at) })))
    expectClose(-found.value, least, 'cost')
    expect(found).toMatchObject(outcomeAt(found.threshold))
    for (const maximise of ['f1', 'accuracy', 'youden'] as const) {
      const best = bestThreshold(truth, scores, { positive: 'fraud', maximise })
      expect(best).toMatchObject(outcomeAt(best.threshold))
      const own = (at: number) => {
        const o = outcomeAt(at)
        if (maximise === 'accuracy') return (o.truePositives + o.trueNegatives) / rows
        if (maximise === 'f1')
          return (2 * o.truePositives) / (2 * o.truePositives + o.falsePositives + o.falseNegatives)
        const negatives = o.trueNegatives + o.falsePositives
        return o.truePositives / (o.truePositives + o.falseNegatives) + o.trueNegatives / negatives - 1
      }
      expectClose(best.value, Math.max(...candidates.map(own)), maximise)
    }
  })

  it('keeps to minima, or says that none does', () => {
    const options = { positive: 'fraud', maximise: () => 0, minimumRecall: 0.8 }
    expect(bestThreshold(truth, scores, options).recall).toBeGreaterThanOrEqual(0.8)
    const impossible = { ...options, minimumPrecision: 0.999, minimumRecall: 1 }
    expect(() => bestThreshold(truth, scores, impossible)).toThrow(/No threshold has a precision of 0.999/)
    const dear = { positive: 'fraud', costs: { falsePositive: 1, falseNegative: 0 } }
    expect(bestThreshold(truth, scores, dear).threshold).toBe(Infinity)
    expect(() => bestThreshold(truth, scores, { ...options, minimumRecall: 2 })).toThrow(/minimumRecall is 2/)
    const unknown = { positive: 'fraud', costs: { falsePositive: Number.NaN, falseNegative: 0 } }
    expect(() => bestThreshold(truth, scores, unknown)).toThrow(/costs.falsePositive is NaN/)
  })
})

describe('ordered classes', () => {
  const labels = ['low', 'middle', 'high']
  const truth = ['low', 'middle', 'high', 'high']

  it('the ranked probability score, by its definition', () => {
    const scores = [
      [1, 0, 0],
      [0.2, 0.5, 0.3],
      [0.5, 0.5, 0],
      [0, 0, 1],
    ]
    const wanted = (0 + (0.04 + 0.09) / 2 + (0.25 + 1) / 2 + 0) / 4
    expectClose(rankedProbabilityScore(truth, scores, { labels }), wanted, 'score')
    expect(() => rankedProbabilityScore([0, 1], [0.5, 0.5])).toThrow(/scores has one value per row/)
  })

  it('the distance in classes, over rows and over classes', () => {
    const predicted = ['high', 'middle', 'middle', 'high']
    expectClose(ordinalError(truth, predicted, { labels }), 3 / 4, 'rows')
    expectClose(ordinalError(truth, predicted, { labels, average: 'classes' }), (2 + 0 + 0.5) / 3, 'classes')
    const weights = [1, 1, 1, 3]
    expectClose(ordinalError(truth, predicted, { labels, weights }), 3 / 6, 'weights')
    expect(cohenKappa(truth, predicted, { labels, penalty: 'quadratic' })).toBeLessThan(0.2)
  })
})

it('refuses what has no value', () => {
  expect(() => likelihoodRatios([1, 1], [1, 0])).toThrow(/no negative row was predicted as positive/)
  expect(() => likelihoodRatios(['a', 'b', 'c'], ['a', 'b', 'c'])).toThrow(/for two classes/)
  expect(() => explainedLogLoss([1, 1], [0.5, 0.6])).toThrow(/all rows of truth are of one class/)
  expect(() => oneVsOneRocAuc(['a', 'a'], [1, 0, 1, 0], { labels: ['a', 'b'] })).toThrow(/of one class/)
  expect(() => partialRocAuc([0, 1], [0, 1], { maximumFalsePositiveRate: 0 })).toThrow(/greater than 0/)
  expect(() => detCurve([1, 1], [0, 1])).toThrow(/no row of truth is negative/)
})

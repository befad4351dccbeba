import { describe, expect, it } from 'vitest'
import type { Label } from '../input/label-index'
import { expectAllClose, expectClose, readFixture } from '../testing/fixture'
import { averagePrecision } from './average-precision'
import { brier } from './brier'
import { calibrationError } from './calibration-error'
import { logLoss } from './log-loss'
import { multiclassAveragePrecision } from './multiclass-average-precision'
import { multiclassRocAuc } from './multiclass-roc-auc'
import { precisionRecallCurve } from './precision-recall-curve'
import { reliabilityCurve } from './reliability-curve'
import { rocAuc } from './roc-auc'
import { rocCurve } from './roc-curve'
import { topKAccuracy } from './top-k-accuracy'

type Curve = [number[], number[], number[]]
type Averages = Record<'macro' | 'weighted' | 'micro', number>

interface ColumnCase {
  readonly name: string
  readonly truth: Label[]
  readonly scores: number[]
  readonly weights: number[] | null
  readonly positive: Label
  readonly expected: {
    readonly roc: Curve
    readonly rocDropped: Curve
    readonly pr: Curve
    readonly prDropped: Curve
    readonly rocAuc: number
    readonly averagePrecision: number
    readonly logLoss?: number
    readonly brier?: number
    readonly reliability?: Record<string, [number[], number[]]>
  }
}

interface MatrixCase {
  readonly name: string
  readonly truth: string[]
  readonly scores: number[][]
  readonly labels: string[]
  readonly weights: number[] | null
  readonly expected: {
    readonly logLoss: number
    readonly logLoss32: number
    readonly brier: number
    readonly brierHalved: number
    readonly topK: number[]
    readonly rocAuc: Averages | null
    readonly averagePrecision: Averages | null
  }
}

const fixture = readFixture<{
  columns: ColumnCase[]
  matrices: MatrixCase[]
  twoColumns: {
    truth: string[]
    scores: number[][]
    labels: string[]
    expected: { logLoss: number; brier: number }
  }
}>(new URL('fixtures/classification.json', import.meta.url))

describe.each(fixture.columns)(
  'one score per row: what scikit-learn says of $name',
  ({ truth, scores, weights, positive, expected }) => {
    const options = { positive, ...(weights === null ? {} : { weights }) }

    it.each([false, true])('curves, intermediate points dropped: %s', (dropIntermediate) => {
      const roc = rocCurve(truth, scores, { ...options, dropIntermediate })
      const [fpr, tpr, rocThresholds] = dropIntermediate ? expected.rocDropped : expected.roc
      expectAllClose(roc.falsePositiveRate, fpr, 'false positive rate')
      expectAllClose(roc.truePositiveRate, tpr, 'true positive rate')
      expectAllClose(roc.thresholds, rocThresholds, 'thresholds')
      const curve = precisionRecallCurve(truth, scores, { ...options, dropIntermediate })
      const [precision, recall, thresholds] = dropIntermediate ? expected.prDropped : expected.pr
      expectAllClose(curve.precision, precision, 'precision')
      expectAllClose(curve.recall, recall, 'recall')
      expectAllClose(curve.thresholds, thresholds, 'thresholds')
    })

    it('areas', () => {
      expectClose(rocAuc(truth, scores, options), expected.rocAuc, 'ROC AUC')
      expectClose(averagePrecision(truth, scores, options), expected.averagePrecision, 'average precision')
    })

    const { logLoss: wantedLogLoss, brier: wantedBrier, reliability } = expected
    // Scores that are no probabilities have none of these.
    if (wantedLogLoss === undefined || wantedBrier === undefined || reliability === undefined) return
    it('log loss, Brier, reliability', () => {
      expectClose(logLoss(one(truth, positive), scores, options1(options)), wantedLogLoss, 'log loss')
      expectClose(brier(one(truth, positive), scores, options1(options)), wantedBrier, 'Brier')
      for (const [key, [observed, given]] of Object.entries(reliability)) {
        const [strategy, bins] = key.split(' ')
        const found = reliabilityCurve(one(truth, positive), scores, {
          strategy: strategy === 'uniform' ? 'uniform' : 'quantile',
          bins: Number(bins),
        })
        expectAllClose(
          found.map((bin) => bin.observed),
          observed,
          key,
        )
        expectAllClose(
          found.map((bin) => bin.meanScore),
          given,
          key,
        )
      }
    })
  },
)

/** Probabilities of the positive class ask for two classes. */
const one = (truth: Label[], positive: Label) => truth.map((label) => (label === positive ? 1 : 0))
const options1 = ({ weights }: { weights?: number[] }) => (weights === undefined ? {} : { weights })

describe.each(fixture.matrices)(
  'a score per class: what scikit-learn says of $name',
  ({ truth, scores, labels, weights, expected }) => {
    const options = { labels, ...(weights === null ? {} : { weights }) }

    it('log loss and Brier, in every layout', () => {
      expectClose(logLoss(truth, scores, options), expected.logLoss, 'log loss')
      expectClose(logLoss(truth, Float64Array.from(scores.flat()), options), expected.logLoss, 'flat')
      // scikit-learn computes in float32 there; only the clipping must agree.
      const float32 = scores.map((row) => Float32Array.from(row))
      expectClose(logLoss(truth, float32, options), expected.logLoss32, 'float32 rows', 1e-5)
      const flat = Float32Array.from(scores.flat())
      expectClose(logLoss(truth, flat, options), expected.logLoss32, 'float32', 1e-5)
      expectClose(brier(truth, scores, options), expected.brier, 'Brier')
      expectClose(brier(truth, scores, { ...options, halved: true }), expected.brierHalved, 'halved')
    })

    it('top-k accuracy', () => {
      expected.topK.forEach((wanted, at) => {
        expectClose(topKAccuracy(truth, scores, { ...options, k: at + 1 }), wanted, `k ${at + 1}`)
      })
      expect(topKAccuracy(truth, scores, { ...options, k: 1e15 })).toBe(1)
    })

    it.each(['macro', 'weighted', 'micro'] as const)('areas, %s', (average) => {
      if (expected.rocAuc === null || expected.averagePrecision === null) {
        if (average === 'macro')
          expect(() => multiclassRocAuc(truth, scores, { ...options, average })).toThrow(/not defined/)
        return
      }
      expectClose(multiclassRocAuc(truth, scores, { ...options, average }), expected.rocAuc[average], 'AUC')
      const found = multiclassAveragePrecision(truth, scores, { ...options, average })
      expectClose(found, expected.averagePrecision[average], 'AP')
    })
  },
)

it('two columns equal one', () => {
  const { truth, scores, labels, expected } = fixture.twoColumns
  const column = scores.map((row) => row[1]!)
  expectClose(logLoss(truth, scores, { labels }), expected.logLoss, 'log loss')
  expectClose(logLoss(truth, column, { positive: 'yes' }), expected.logLoss, 'log loss')
  expectClose(brier(truth, scores, { labels }), expected.brier, 'Brier')
  expectClose(brier(truth, column, { positive: 'yes' }), expected.brier, 'Brier')
  const swapped = scores.map((row) => row.toReversed())
  expectClose(logLoss(truth, swapped, { labels: labels.toReversed() }), expected.logLoss, 'order of labels')
})

it('curves of many rows, where the radix sort takes over, equal those of a plain sort', () => {
  const rows = 5000
  const scores = Float64Array.from({ length: rows }, (_, row) => Math.sin(row * 12.9898) * 43758.5453)
  scores.forEach((score, row) => {
    scores[row] = (score % 1) * (row % 7 === 0 ? -1e300 : 1)
    if (row % 11 === 0) scores[row] = row % 2 ? 0 : -0
  })
  const truth = Array.from(scores, (_, row) => (row * 31) % 3 === 0)
  // Pairs of a positive and a negative row in the right order, by definition.
  let won = 0
  let pairs = 0
  for (let a = 0; a < rows; a++) {
    if (!truth[a]) continue
    for (let b = 0; b < rows; b++) {
      if (truth[b]) continue
      pairs++
      if (scores[a]! > scores[b]!) won++
      else if (scores[a] === scores[b]) won += 0.5
    }
  }
  expectClose(rocAuc(truth, scores), won / pairs, 'AUC')
})

describe('calibration error', () => {
  // Two bins of Guo et al.'s definition by hand: |0.95 − 0.5|·2/4 + |0.65 − 1|·2/4.
  const truth = ['a', 'a', 'b', 'b']
  const scores = [
    [0.9, 0.1],
    [0.6, 0.4],
    [1, 0],
    [0.3, 0.7],
  ]

  it('is about the predicted class', () => {
    const options = { labels: ['a', 'b'], bins: 4 }
    expectClose(calibrationError(truth, scores, options), 0.4, 'mean')
    expectClose(calibrationError(truth, scores, { ...options, norm: 'maximum' }), 0.45, 'maximum')
    const rms = Math.sqrt((0.45 ** 2 + 0.35 ** 2) / 2)
    expectClose(calibrationError(truth, scores, { ...options, norm: 'root-mean-square' }), rms, 'rms')
    const weighted = { ...options, weights: [1, 3, 1, 3] }
    expectClose(calibrationError(truth, scores, weighted), 0.45 * 0.25 + (1 - 0.65) * 0.75, 'weights')
  })

  it('is about the positive class where there is one score', () => {
    expectClose(calibrationError([0, 1, 1], [0.2, 0.9, 0.9], { bins: 2 }), (0.2 + 0.1 * 2) / 3, 'mean')
  })
})

describe('what is refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['one class only', () => rocAuc([1, 1], [0.1, 0.2]), /no row of truth is negative/],
    ['no positive row', () => rocCurve([0, 0], [0.1, 0.2]), /no row of truth is positive/],
    ['NaN scores', () => rocAuc([0, 1], [0.1, Number.NaN]), /scores\[1\] is NaN/],
    ['infinite scores', () => averagePrecision([0, 1], [0.1, -Infinity]), /scores\[1\] is -Infinity/],
    ['three classes', () => rocAuc(['a', 'b', 'c'], [1, 2, 3]), /truth holds 3 classes/],
    ['too few scores', () => rocAuc([0, 1], [1]), /truth has 2 rows and scores has 1/],
    ['scores above 1', () => logLoss([0, 1], [0.5, 1.5]), /scores\[1\] is 1.5, not a probability/],
    [
      'rows that are no distribution',
      () =>
        logLoss(
          ['a', 'b'],
          [
            [0.5, 0.5],
            [0.5, 0.6],
          ],
        ),
      /row 1 sum to 1.1/,
    ],
    ['a short row', () => logLoss(['a', 'b'], [[0.5, 0.5], [1]]), /scores\[1\] has 1 values for 2 classes/],
    ['flat scores of the wrong size', () => brier(['a', 'b'], [0.5, 0.5, 1]), /scores has 3 values/],
    [
      'an unknown label',
      () => topKAccuracy(['a', 'x'], [1, 0, 0, 1], { labels: ['a', 'b'] }),
      /truth\[1\] is "x", which is not among/,
    ],
    ['k of 0', () => topKAccuracy(['a', 'b'], [1, 0, 0, 1], { k: 0 }), /k is 0/],
    ['no bins', () => reliabilityCurve([0, 1], [0, 1], { bins: 0 }), /bins is 0/],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(expect.objectContaining({ name: 'GraftError' }))
  })
})

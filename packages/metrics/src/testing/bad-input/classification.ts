import type * as classification from '../../classification'
import type { Example } from './kinds'
import { average, binary, guesses, labels, matrix, named, scores, weighted, weights } from './rows'

const pairOfLabels = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [labels, guesses, { weights, ...options }],
  kinds: { 0: ['truth', 'labels'], 1: ['predicted', 'labels'], ...weighted, ...more },
})
const averaged = pairOfLabels(
  { average: 'macro', labels: named, zeroDivision: 0 },
  {
    '2.average': ['average', 'choice'],
    '2.labels': ['labels', 'names'],
  },
)
const ofScores = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [binary, scores, { weights, positive: 1, ...options }],
  kinds: { 0: ['truth', 'labels'], 1: ['scores', 'numbers'], ...weighted, ...more },
})
const ofMatrix = (options: object = {}, more: Example['kinds'] = {}): Example => ({
  args: [labels, matrix, { weights, labels: named, ...options }],
  kinds: {
    0: ['truth', 'labels'],
    1: ['scores', 'matrix'],
    '2.labels': ['labels', 'names'],
    ...weighted,
    ...more,
  },
})

export const classificationExamples: Record<keyof typeof classification, Example> = {
  accuracy: pairOfLabels(),
  zeroOneLoss: pairOfLabels(),
  balancedAccuracy: pairOfLabels(),
  confusionMatrix: pairOfLabels({ labels: named }, { '2.labels': ['labels', 'names'] }),
  classScores: pairOfLabels({ beta: 1 }, { '2.beta': ['beta', 'amount'] }),
  precision: averaged,
  recall: averaged,
  f1: averaged,
  fBeta: { args: [labels, guesses, { ...averaged.args[2]!, beta: 1 }], kinds: averaged.kinds },
  jaccard: averaged,
  matthews: pairOfLabels(),
  cohenKappa: pairOfLabels({ penalty: 'none' }, { '2.penalty': ['penalty', 'choice'] }),
  likelihoodRatios: {
    args: [labels, ['a', 'b', 'b', 'a'], { weights: [1, 2, 1, 1], positive: 'b' }],
    kinds: pairOfLabels().kinds,
  },
  ordinalError: pairOfLabels(
    { labels: named, average: 'rows' },
    { '2.labels': ['labels', 'names'], ...average },
  ),
  rocAuc: ofScores(),
  rocCurve: ofScores(),
  partialRocAuc: ofScores(
    { maximumFalsePositiveRate: 0.5 },
    { '2.maximumFalsePositiveRate': ['maximumFalsePositiveRate', 'share'] },
  ),
  precisionRecallCurve: ofScores(),
  averagePrecision: ofScores(),
  detCurve: ofScores(),
  gainCurve: ofScores(),
  bestThreshold: ofScores(
    { maximise: 'f1', minimumPrecision: 0, minimumRecall: 0 },
    {
      '2.maximise': ['maximise', 'choice'],
      '2.minimumPrecision': ['minimumPrecision', 'share'],
      '2.minimumRecall': ['minimumRecall', 'share'],
    },
  ),
  logLoss: ofScores({}, { 1: ['scores', 'probabilities'] }),
  brier: ofMatrix(),
  explainedLogLoss: ofMatrix(),
  explainedBrier: ofScores({}, { 1: ['scores', 'probabilities'] }),
  calibrationError: ofMatrix(
    { bins: 10, norm: 'mean', strategy: 'uniform' },
    {
      '2.bins': ['bins', 'count'],
      '2.norm': ['norm', 'choice'],
      '2.strategy': ['strategy', 'choice'],
    },
  ),
  reliabilityCurve: ofScores({ bins: 10 }, { 1: ['scores', 'probabilities'], '2.bins': ['bins', 'count'] }),
  hingeLoss: ofMatrix(),
  topKAccuracy: ofMatrix({ k: 1 }, { '2.k': ['k', 'count'] }),
  rankedProbabilityScore: ofMatrix(),
  multiclassRocAuc: ofMatrix({ average: 'macro' }, average),
  multiclassAveragePrecision: ofMatrix({ average: 'macro' }, average),
  oneVsOneRocAuc: {
    args: [labels, matrix, { labels: named }],
    kinds: { 0: ['truth', 'labels'], 1: ['scores', 'matrix'], '2.labels': ['labels', 'names'] },
  },
  classificationReport: {
    args: [
      { truth: labels, scores: matrix, labels: named, weights, level: 0.9, repetitions: 10, curvePoints: 9 },
    ],
    kinds: {
      '0.truth': ['truth', 'labels'],
      '0.scores': ['scores', 'matrix'],
      '0.labels': ['labels', 'names'],
      '0.weights': ['weights', 'weights'],
      '0.level': ['level', 'share'],
      '0.repetitions': ['repetitions', 'count'],
      '0.curvePoints': ['curvePoints', 'count'],
      '0.calibrationBins': ['bins', 'count'],
    },
  },
}

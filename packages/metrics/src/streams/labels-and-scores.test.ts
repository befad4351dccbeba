import { describe } from 'vitest'
import * as classification from '../classification'
import { Draws } from '../random/draws'
import { labelStreams, scoreStreams } from '.'
import { column, type Family, pick, testPartitions, testTables } from './testing/partitions'

const draws = Draws.from(41)
const labels = ['ham', 'phish', 'spam']
const truth = column(() => labels[draws.below(3)]!)
const guess = column((row) => (draws.uniform() < 0.7 ? truth[row]! : labels[draws.below(3)]!))
const weights = column(() => draws.below(5) / 3 + 0.1)
const probabilities = column((row) => {
  const shares = labels.map((label) => draws.uniform() + (label === truth[row] ? 0.5 : 0))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
})
const isSpam = column((row) => truth[row] === 'spam')
const spamScore = probabilities.map((own) => own[2]!)
const weighted = { weights }

const families: Readonly<Record<string, Family>> = {
  labels: {
    table: labelStreams,
    exact: true,
    batch: (at) => ({ truth: pick(truth, at), predicted: pick(guess, at) }),
    cases: {
      accuracy: [labelStreams.accuracy(), classification.accuracy(truth, guess)],
      zeroOneLoss: [labelStreams.zeroOneLoss(), classification.zeroOneLoss(truth, guess)],
      balancedAccuracy: [
        labelStreams.balancedAccuracy({ adjusted: true }),
        classification.balancedAccuracy(truth, guess, { adjusted: true }),
      ],
      precision: [
        labelStreams.precision({ average: 'macro' }),
        classification.precision(truth, guess, { average: 'macro' }),
      ],
      recall: [
        labelStreams.recall({ average: 'weighted' }),
        classification.recall(truth, guess, { average: 'weighted' }),
      ],
      f1: [labelStreams.f1({ average: 'macro' }), classification.f1(truth, guess, { average: 'macro' })],
      fBeta: [
        labelStreams.fBeta({ beta: 2, average: 'micro' }),
        classification.fBeta(truth, guess, { beta: 2, average: 'micro' }),
      ],
      jaccard: [
        labelStreams.jaccard({ average: 'macro' }),
        classification.jaccard(truth, guess, { average: 'macro' }),
      ],
      matthews: [labelStreams.matthews(), classification.matthews(truth, guess)],
      cohenKappa: [
        labelStreams.cohenKappa({ penalty: 'quadratic', labels }),
        classification.cohenKappa(truth, guess, { penalty: 'quadratic', labels }),
      ],
      ordinalError: [
        labelStreams.ordinalError({ labels }),
        classification.ordinalError(truth, guess, { labels }),
      ],
      classScores: [labelStreams.classScores(), classification.classScores(truth, guess)],
      confusionMatrix: [labelStreams.confusionMatrix(), classification.confusionMatrix(truth, guess)],
    },
  },
  'weighted labels': {
    table: {},
    batch: (at) => ({ truth: pick(truth, at), predicted: pick(guess, at), weights: pick(weights, at) }),
    cases: {
      accuracy: [labelStreams.accuracy(), classification.accuracy(truth, guess, weighted)],
      f1: [
        labelStreams.f1({ average: 'macro' }),
        classification.f1(truth, guess, { average: 'macro', weights }),
      ],
      matthews: [labelStreams.matthews(), classification.matthews(truth, guess, weighted)],
      confusionMatrix: [
        labelStreams.confusionMatrix(),
        classification.confusionMatrix(truth, guess, weighted),
      ],
    },
  },
  'two labels': {
    table: labelStreams,
    exact: true,
    batch: (at) => ({ truth: pick(isSpam, at), predicted: pick(guess, at).map((own) => own === 'spam') }),
    cases: {
      likelihoodRatios: [
        labelStreams.likelihoodRatios(),
        classification.likelihoodRatios(
          isSpam,
          guess.map((own) => own === 'spam'),
        ),
      ],
    },
  },
  scores: {
    table: scoreStreams,
    batch: (at) => ({ truth: pick(truth, at), scores: pick(probabilities, at), weights: pick(weights, at) }),
    cases: {
      logLoss: [
        scoreStreams.logLoss({ labels }),
        classification.logLoss(truth, probabilities, { labels, weights }),
      ],
      brier: [
        scoreStreams.brier({ labels }),
        classification.brier(truth, probabilities, { labels, weights }),
      ],
      explainedLogLoss: [
        scoreStreams.explainedLogLoss({ labels }),
        classification.explainedLogLoss(truth, probabilities, { labels, weights }),
      ],
      explainedBrier: [
        scoreStreams.explainedBrier({ labels }),
        classification.explainedBrier(truth, probabilities, { labels, weights }),
      ],
      hingeLoss: [
        scoreStreams.hingeLoss({ labels }),
        classification.hingeLoss(truth, probabilities, { labels, weights }),
      ],
      topKAccuracy: [
        scoreStreams.topKAccuracy({ labels, k: 2 }),
        classification.topKAccuracy(truth, probabilities, { labels, k: 2, weights }),
      ],
      rankedProbabilityScore: [
        scoreStreams.rankedProbabilityScore({ labels }),
        classification.rankedProbabilityScore(truth, probabilities, { labels, weights }),
      ],
      reliabilityCurve: [
        scoreStreams.reliabilityCurve({ labels, bins: 7 }),
        classification.reliabilityCurve(truth, probabilities, { labels, bins: 7, weights }),
      ],
      calibrationError: [
        scoreStreams.calibrationError({ labels, norm: 'root-mean-square' }),
        classification.calibrationError(truth, probabilities, { labels, norm: 'root-mean-square', weights }),
      ],
    },
  },
  'single scores': {
    table: scoreStreams,
    batch: (at) => ({ truth: pick(isSpam, at), scores: pick(spamScore, at) }),
    cases: {
      logLoss: [scoreStreams.logLoss({ labels: [false, true] }), classification.logLoss(isSpam, spamScore)],
      explainedLogLoss: [
        scoreStreams.explainedLogLoss({ labels: [false, true] }),
        classification.explainedLogLoss(isSpam, spamScore),
      ],
      rocAuc: [scoreStreams.rocAuc(), { value: classification.rocAuc(isSpam, spamScore), error: 0 }],
    },
  },
}

describe.each(Object.entries(families))('%s', (_, family) => testPartitions(family))

testTables(families)

import {
  averagePrecision,
  brier,
  detCurve,
  explainedBrier,
  explainedLogLoss,
  hingeLoss,
  logLoss,
  multiclassAveragePrecision,
  multiclassRocAuc,
  oneVsOneRocAuc,
  partialRocAuc,
  precisionRecallCurve,
  reliabilityCurve,
  rocAuc,
  rocCurve,
  topKAccuracy,
} from '@graftjs/metrics'
import type { Dice } from './dice'
import { type Exactness, exact } from './exact'
import {
  probabilityDrawer,
  randomClasses,
  randomProbabilities,
  randomRows,
  randomWeights,
  scoreDrawer,
  weighted,
} from './random-rows'

const peer = 'scikit-learn 1.9.1'

/** Labels 0 and 1, one of which may be missing, and one score per row. */
export function binaryScores(dice: Dice, drawer = scoreDrawer(dice)) {
  const rows = randomRows(dice)
  const share = dice.pick([0.5, 0.5, 0.2, 0.9, 1, 0])
  const truth = dice.list(rows, () => (dice.chance(share) ? 1 : 0))
  return { truth, scores: truth.map(drawer), weights: randomWeights(dice, rows) }
}

export const binaryProbabilities = (dice: Dice) => binaryScores(dice, probabilityDrawer(dice))

const twoClasses = [0, 1]

/** Rows of several classes, each of which may be missing, and a score for each. */
export function classScores(dice: Dice) {
  const labels = randomClasses(dice, dice.whole(3, 6))
  const present = dice.chance(0.3) ? dice.sample(labels, dice.whole(1, labels.length)) : labels
  const rows = randomRows(dice)
  return {
    truth: dice.list(rows, () => dice.pick(present)),
    scores: randomProbabilities(dice, rows, labels.length),
    labels: sorted(labels),
    weights: randomWeights(dice, rows),
  }
}

/** As Python sorts them: scikit-learn wants the columns in that order. */
function sorted(labels: readonly (number | string)[]): (number | string)[] {
  return labels.toSorted((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    const [first, second] = [Array.from(String(a)), Array.from(String(b))]
    for (let at = 0; at < Math.min(first.length, second.length); at++) {
      const apart = first[at]!.codePointAt(0)! - second[at]!.codePointAt(0)!
      if (apart !== 0) return apart
    }
    return first.length - second.length
  })
}

/** The same with a row of every class, where the reference is not defined without. */
function everyClassScores(dice: Dice) {
  const { labels, ...rest } = classScores(dice)
  const truth = [...labels, ...rest.truth]
  const scores = [...randomProbabilities(dice, labels.length, labels.length), ...rest.scores]
  return { truth, scores, labels, weights: randomWeights(dice, truth.length) }
}

/** The same where every class has weight: with one alone there is nothing to explain, and the reference divides by 1e-16. */
function explicableScores(dice: Dice) {
  const { weights, ...rest } = everyClassScores(dice)
  return { ...rest, weights: weights?.map((weight) => weight + 0.5) ?? null }
}

const curve = (...columns: readonly ArrayLike<number>[]) => columns.map((column) => Array.from(column))

export const scores = {
  rocAuc: exact({
    peer,
    make: (dice) => binaryScores(dice),
    ours: ({ truth, scores, weights }) => rocAuc(truth, scores, { positive: 1, ...weighted(weights) }),
  }),
  partialRocAuc: exact({
    peer,
    make: (dice) => ({
      ...binaryScores(dice),
      maximumFalsePositiveRate: dice.pick([1, 0.5, 0.1, 0.003, dice.uniform() + 1e-6]),
    }),
    ours: ({ truth, scores, weights, maximumFalsePositiveRate }) =>
      partialRocAuc(truth, scores, { positive: 1, maximumFalsePositiveRate, ...weighted(weights) }),
  }),
  rocCurve: exact({
    peer,
    make: (dice) => ({ ...binaryScores(dice), dropIntermediate: dice.chance(0.5) }),
    ours({ truth, scores, weights, dropIntermediate }) {
      const roc = rocCurve(truth, scores, { positive: 1, dropIntermediate, ...weighted(weights) })
      return curve(roc.falsePositiveRate, roc.truePositiveRate, roc.thresholds)
    },
  }),
  precisionRecallCurve: exact({
    peer,
    make: (dice) => ({ ...binaryScores(dice), dropIntermediate: dice.chance(0.5) }),
    ours({ truth, scores, weights, dropIntermediate }) {
      const options = { positive: 1, dropIntermediate, ...weighted(weights) }
      const { precision, recall, thresholds } = precisionRecallCurve(truth, scores, options)
      return curve(precision, recall, thresholds)
    },
  }),
  averagePrecision: exact({
    peer,
    make: (dice) => binaryScores(dice),
    ours: ({ truth, scores, weights }) =>
      averagePrecision(truth, scores, { positive: 1, ...weighted(weights) }),
  }),
  detCurve: exact({
    peer,
    make: (dice) => ({ ...binaryScores(dice), dropIntermediate: dice.chance(0.5) }),
    ours({ truth, scores, weights, dropIntermediate }) {
      const det = detCurve(truth, scores, { positive: 1, dropIntermediate, ...weighted(weights) })
      return curve(det.falsePositiveRate, det.falseNegativeRate, det.thresholds)
    },
  }),
  logLoss: exact({
    peer,
    make: (dice) => binaryProbabilities(dice),
    ours: ({ truth, scores, weights }) =>
      logLoss(truth, scores, { labels: twoClasses, ...weighted(weights) }),
  }),
  'logLoss of classes': exact({
    peer,
    make: classScores,
    ours: ({ truth, scores, labels, weights }) => logLoss(truth, scores, { labels, ...weighted(weights) }),
  }),
  brier: exact({
    peer,
    make: (dice) => ({ ...binaryProbabilities(dice), halved: dice.pick([true, false]) }),
    ours: ({ truth, scores, weights, halved }) =>
      brier(truth, scores, { labels: twoClasses, halved, ...weighted(weights) }),
  }),
  'brier of classes': exact({
    peer,
    make: (dice) => ({ ...classScores(dice), halved: dice.pick([true, false]) }),
    ours: ({ truth, scores, labels, weights, halved }) =>
      brier(truth, scores, { labels, halved, ...weighted(weights) }),
  }),
  explainedLogLoss: exact({
    peer,
    make: explicableScores,
    ours: ({ truth, scores, labels, weights }) =>
      explainedLogLoss(truth, scores, { labels, ...weighted(weights) }),
  }),
  explainedBrier: exact({
    peer,
    make: explicableScores,
    ours: ({ truth, scores, labels, weights }) =>
      explainedBrier(truth, scores, { labels, ...weighted(weights) }),
  }),
  hingeLoss: exact({
    peer,
    make(dice) {
      // Both classes occur, without which the reference cannot know which is which.
      const truth = [0, 1, ...dice.list(randomRows(dice), () => dice.whole(0, 1))]
      const scores = truth.map((own) => own * 2 - 1 + 2 * dice.normal())
      return { truth, scores, weights: randomWeights(dice, truth.length) }
    },
    ours: ({ truth, scores, weights }) => hingeLoss(truth, scores, weighted(weights)),
  }),
  'hingeLoss of classes': exact({
    peer,
    make: everyClassScores,
    ours: ({ truth, scores, labels, weights }) => hingeLoss(truth, scores, { labels, ...weighted(weights) }),
  }),
  multiclassRocAuc: exact({
    peer,
    make: (dice) => ({ ...everyClassScores(dice), average: dice.pick(['macro', 'weighted', 'micro']) }),
    ours: ({ truth, scores, labels, weights, average }) =>
      multiclassRocAuc(truth, scores, { labels, average, ...weighted(weights) }),
  }),
  oneVsOneRocAuc: exact({
    peer,
    make: (dice) => ({ ...everyClassScores(dice), average: dice.pick(['macro', 'weighted']) }),
    ours: ({ truth, scores, labels, average }) => oneVsOneRocAuc(truth, scores, { labels, average }),
  }),
  multiclassAveragePrecision: exact({
    peer,
    make: (dice) => ({ ...everyClassScores(dice), average: dice.pick(['macro', 'weighted', 'micro']) }),
    ours: ({ truth, scores, labels, weights, average }) =>
      multiclassAveragePrecision(truth, scores, { labels, average, ...weighted(weights) }),
  }),
  topKAccuracy: exact({
    peer,
    make: (dice) => ({ ...classScores(dice), k: dice.pick([1, 2, 3, 100]) }),
    ours: ({ truth, scores, labels, weights, k }) =>
      topKAccuracy(truth, scores, { labels, k, ...weighted(weights) }),
  }),
  reliabilityCurve: exact({
    peer,
    make(dice) {
      const { truth, scores } = binaryProbabilities(dice)
      return { truth, scores, bins: dice.whole(1, 15), strategy: dice.pick(['uniform', 'quantile']) }
    },
    ours({ truth, scores, bins, strategy }) {
      const found = reliabilityCurve(truth, scores, { labels: twoClasses, bins, strategy })
      return [found.map(({ observed }) => observed), found.map(({ meanScore }) => meanScore)]
    },
  }),
} satisfies Record<string, Exactness>

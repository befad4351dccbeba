import type { Estimate } from '../confidence/estimate'
import { wilsonInterval } from '../confidence/wilson'
import { asOpenShare, asRows, asWeights, asWholeNumber, checkNotEmpty } from '../input/column'
import type { Label } from '../input/label-index'
import { asLabels, codesOf, listed } from '../input/labels'
import { refuse, shown } from '../input/refuse'
import { argmaxRows, asMatrix, checkProbabilities } from '../input/score-matrix'
import { sumOf } from '../numeric/sum'
import { brier } from './brier'
import { gapOfBins } from './calibration-error'
import { curvesOfClass } from './class-curves'
import { logLoss } from './log-loss'
import { binClaims, claimsOf } from './reliability-curve'
import type { ClassificationReport, ClassificationReportInput, ClassReport } from './report'
import { scoreIntervals } from './report-intervals'
import { reportWarnings } from './report-warnings'

/**
 * Evaluates a classifier from the probabilities that it gave: every usual measure with its interval, per class
 * and overall, with curves and calibration, as one plain object. The prediction of a row is the class with the
 * greatest score, the first of equals.
 *
 * Precision and recall have Wilson intervals (with weights, on the effective number of rows of Kish 1965),
 * F1, balanced accuracy and Matthews' correlation percentile bootstrap intervals.
 *
 * @throws GraftError `invalid-data` for empty or unequal input, labels of truth that `labels` does not name,
 *   scores that are not probabilities; it names the row.
 *
 * @example
 * const report = classificationReport({
 *   truth: ['spam', 'ham', 'ham'],
 *   scores: [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]],
 *   labels: ['spam', 'ham'],
 *   positive: 'spam',
 * })
 * report.accuracy // { value: 0.666…, lower: 0.207…, upper: 0.938…, level: 0.95, method: 'wilson' }
 */
export function classificationReport<L extends Label>(
  input: ClassificationReportInput<L>,
): ClassificationReport<L> {
  const {
    positive,
    level = 0.95,
    repetitions = 1000,
    seed = 1,
    curvePoints = 200,
    calibrationBins = 15,
  } = input
  asOpenShare(level, 'level')
  asWholeNumber(repetitions, 'repetitions', 1)
  asWholeNumber(curvePoints, 'curvePoints', 3)
  const truth = asRows(input.truth, 'truth')
  checkNotEmpty(truth, 'truth')
  const index = asLabels(input.labels, 2)
  const { labels } = index
  if (positive !== undefined && index.find(positive) < 0) {
    refuse({
      what: `positive is ${shown(positive)}, but the labels are ${listed(labels)}.`,
      where: 'positive',
      fix: 'Pass one of the labels, or leave positive out.',
      code: 'invalid-option',
    })
  }
  const codes = codesOf(truth, index, 'truth')
  const matrix = asMatrix(input.scores, truth.length, labels.length)
  checkProbabilities(matrix)
  const weights = asWeights(input.weights, truth.length)
  const predicted = argmaxRows(matrix)

  const counts = labels.map(() => new Array<number>(labels.length).fill(0))
  for (let row = 0; row < codes.length; row++) {
    const line = counts[codes[row]!]!
    line[predicted[row]!] = line[predicted[row]!]! + (weights === undefined ? 1 : weights[row]!)
  }
  const weight = weights === undefined ? codes.length : sumOf(weights)
  const agreed = counts.reduce((sum, line, at) => sum + line[at]!, 0)
  // Rows of unequal weight say less than as many rows of equal weight.
  const rowsPerWeight = weights === undefined ? 1 : weight / sumOf(Array.from(weights, (w) => w * w))
  const proportion = (part: number, whole: number): Estimate => {
    const interval = wilsonInterval(Math.min(part, whole) * rowsPerWeight, whole * rowsPerWeight, { level })
    return { value: whole === 0 ? 0 : part / whole, ...interval, method: 'wilson' }
  }
  const estimates = scoreIntervals({
    codes,
    predicted,
    classes: labels.length,
    weights,
    level,
    repetitions,
    seed,
  })
  const classes = labels.map((label, at): ClassReport<L> => {
    const support = counts[at]!.reduce((sum, count) => sum + count, 0)
    const taken = counts.reduce((sum, line) => sum + line[at]!, 0)
    return {
      label,
      support,
      predicted: taken,
      precision: proportion(counts[at]![at]!, taken),
      recall: proportion(counts[at]![at]!, support),
      f1: estimates.classF1[at]!,
      ...curvesOfClass({ matrix, column: at, codes, weights, curvePoints }),
    }
  })
  const claims = claimsOf({ values: matrix.values, columns: matrix.columns, codes })
  const bins = binClaims(claims, weights, { bins: calibrationBins })
  const scoring = { labels, ...(weights === undefined ? {} : { weights }) }
  return {
    kind: 'classification-report',
    version: 1,
    rows: codes.length,
    weight,
    labels,
    positive: positive ?? null,
    accuracy: proportion(agreed, weight),
    balancedAccuracy: estimates.balancedAccuracy,
    f1: { macro: estimates.macroF1, weighted: estimates.weightedF1, micro: estimates.microF1 },
    matthews: estimates.matthews,
    logLoss: logLoss(truth, matrix.values, scoring),
    brier: brier(truth, matrix.values, scoring),
    classes,
    confusionMatrix: counts,
    calibration: {
      expectedError: gapOfBins(bins, 'mean'),
      maximumError: gapOfBins(bins, 'maximum'),
      bins,
    },
    warnings: reportWarnings(labels, codes, predicted),
    settings: { level, repetitions, seed },
  }
}
